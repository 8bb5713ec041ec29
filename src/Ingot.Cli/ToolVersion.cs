namespace Ingot.Cli;

/// <summary>The version of this tool, as it prints and records it.</summary>
internal static class ToolVersion
{
    /// <summary>For example <c>ingot 0.1.0</c>.</summary>
    public static string Text { get; } = "ingot " + typeof(ToolVersion).Assembly.GetName().Version!.ToString(3);
}
