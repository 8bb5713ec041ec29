namespace Ingot.Cli.Rendering.Reports;

/// <summary>The style sheet of a page: one set of colours for light, one for dark.</summary>
internal static class PageStyle
{
    /// <summary>The sheet.</summary>
    public const string Text = """
        :root{color-scheme:light dark;--ink:#1f2328;--soft:#59636e;--paper:#fff;--panel:#f6f8fa;--edge:#d1d9e0;--own:#0969da;--bad:#cf222e;--explained:#1a7f37;--gathered:#bc4c00;--mark:207,34,46}
        @media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--soft:#9198a1;--paper:#0d1117;--panel:#151b23;--edge:#3d444d;--own:#4493f8;--bad:#ff7b72;--explained:#3fb950;--gathered:#f0883e;--mark:255,123,114}}
        body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,sans-serif}
        main{max-width:860px;margin:0 auto;padding:24px 20px 40px}
        h1{font-size:24px;line-height:1.25;margin:0 0 12px;overflow-wrap:anywhere}h2{font-size:18px;margin:32px 0 8px}
        code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
        .models{color:var(--soft)}.verdict{background:var(--panel);border-left:4px solid var(--own);padding:10px 14px;margin:16px 0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px}
        .tiles div{border:1px solid var(--edge);border-radius:6px;padding:10px 12px;color:var(--soft);font-size:13px}.tiles b{display:block;color:var(--ink);font-size:16px;font-variant-numeric:tabular-nums}
        figure{margin:8px 0;border:1px solid var(--edge);border-radius:6px;padding:8px;background:var(--panel)}svg{display:block;width:100%;height:auto;font:12px system-ui,sans-serif}
        svg text{fill:var(--soft)}.grid{stroke:var(--edge)}rect.own,circle.own{fill:var(--own)}rect.bad{fill:var(--bad)}circle.gathered{fill:var(--gathered)}circle{fill-opacity:.7}
        .line{fill:none;stroke-width:2}.line.explained{stroke:var(--explained);stroke-dasharray:6 4}.line.gathered{stroke:var(--gathered)}
        .legend{color:var(--soft);font-size:13px;margin:4px 0}.legend span{margin-right:16px;white-space:nowrap}.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;vertical-align:-1px}
        i.own{background:var(--own)}i.bad{background:var(--bad)}i.explained{background:var(--explained)}i.gathered{background:var(--gathered)}
        .text{border:1px solid var(--edge);border-radius:6px;padding:12px 14px;white-space:pre-wrap;overflow-wrap:anywhere;line-height:1.8}.text i{color:var(--soft);font-style:normal}
        .d1{background:rgba(var(--mark),.06)}.d2{background:rgba(var(--mark),.13)}.d3{background:rgba(var(--mark),.22)}.d4{background:rgba(var(--mark),.33)}.d5{background:rgba(var(--mark),.46)}.d6{background:rgba(var(--mark),.62)}
        .wide{overflow-x:auto}table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums}th,td{border:1px solid var(--edge);padding:5px 9px;text-align:left;vertical-align:top}th{background:var(--panel);white-space:nowrap}
        footer{margin-top:40px;color:var(--soft);font-size:13px}
        """;
}
