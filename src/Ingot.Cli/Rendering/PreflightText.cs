using System.Text.Json;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Preflight;

namespace Ingot.Cli.Rendering;

/// <summary>A preflight as a person reads it, in their language, or as JSON.</summary>
internal static class PreflightText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, PreflightReport report, FixResult? fix, bool asJson, string language)
    {
        if (asJson)
        {
            WriteJson(report, fix);
            return;
        }

        FindingText.Write(writer, report.Findings, language);
        if (report is { DiskBytes: long disk, PeakMemoryBytes: long memory })
        {
            string needed = ByteText.Size(disk), free = ByteText.Size(report.FreeDiskBytes), peak = ByteText.Size(memory), there = ByteText.Size(report.AvailableMemoryBytes);
            writer.WriteLine(new LocalizedText(
                $"needs {needed} of disk ({free} free) and at most {peak} of memory ({there} there)",
                $"需要磁盘 {needed}（可用 {free}），内存最多 {peak}（共 {there}）").In(language));
        }

        WriteSummary(writer, report, language);
        if (fix is { After: null })
            writer.WriteLine(new LocalizedText("nothing that --fix could correct", "没有 --fix 可以更正的内容").In(language));
        if (fix?.After is not { } after)
            return;
        writer.WriteLine(new LocalizedText($"corrected {string.Join(", ", fix.Files)} in {fix.Folder}", $"已在 {fix.Folder} 中更正 {string.Join("、", fix.Files)}").In(language));
        FindingText.Write(writer, after.Findings.Except(report.Findings), language);
        WriteSummary(writer, after, language);
    }

    private static void WriteSummary(TextWriter writer, PreflightReport report, string language)
    {
        (int errors, int warnings, int notes) = (Count(report, Severity.Error), Count(report, Severity.Warning), Count(report, Severity.Note));
        writer.WriteLine(new LocalizedText(
            $"{report.Path}: {Of(errors, "error")}, {Of(warnings, "warning")}, {Of(notes, "note")}",
            $"{report.Path}：{errors} 个错误，{warnings} 个警告，{notes} 个提示").In(language));
    }

    private static string Of(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static int Count(PreflightReport report, Severity severity) => report.Findings.Count(finding => finding.Severity == severity);

    private static void WriteCounts(Utf8JsonWriter json, PreflightReport report)
    {
        json.WriteNumber("errors", Count(report, Severity.Error));
        json.WriteNumber("warnings", Count(report, Severity.Warning));
        json.WriteNumber("notes", Count(report, Severity.Note));
    }

    private static void WriteJson(PreflightReport report, FixResult? fix)
    {
        using Utf8JsonWriter json = JsonText.Writer(Console.OpenStandardOutput());
        json.WriteStartObject();
        json.WriteString("path", report.Path);
        WriteCounts(json, report);
        if (report is { DiskBytes: long disk, PeakMemoryBytes: long memory })
        {
            json.WriteNumber("disk_bytes", disk);
            json.WriteNumber("peak_memory_bytes", memory);
        }

        json.WriteNumber("free_disk_bytes", report.FreeDiskBytes);
        json.WriteNumber("available_memory_bytes", report.AvailableMemoryBytes);
        if (fix is not null)
        {
            json.WriteStartObject("fixed");
            json.WriteString("folder", fix.Folder);
            json.WriteStartArray("files");
            foreach (string file in fix.Files)
                json.WriteStringValue(file);
            json.WriteEndArray();
            if (fix.After is { } after)
                WriteCounts(json, after);
            json.WriteEndObject();
        }

        FindingText.WriteJson(json, report.Findings);
        json.WriteEndObject();
    }
}
