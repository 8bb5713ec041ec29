using System.Text.Json;
using Ingot.Checkpoints.Findings;

namespace Ingot.Cli.Rendering;

/// <summary>Findings in the user's language.</summary>
internal static class FindingText
{
    /// <summary>Two lines a finding: what it is, and what is done about it.</summary>
    public static void Write(TextWriter writer, IEnumerable<Finding> findings, string language)
    {
        foreach (Finding finding in findings)
        {
            writer.WriteLine($"{Word(finding.Severity).In(language)} {finding.Code} ({finding.Place}): {finding.Message.In(language)}");
            writer.WriteLine($"  {finding.Fix.In(language)}");
        }
    }

    /// <summary>A severity in the user's language.</summary>
    public static LocalizedText Word(Severity severity) => severity switch
    {
        Severity.Error => new("error", "错误"),
        Severity.Warning => new("warning", "警告"),
        _ => new("note", "提示"),
    };

    /// <summary>An array <c>findings</c>.</summary>
    public static void WriteJson(Utf8JsonWriter writer, IEnumerable<Finding> findings)
    {
        writer.WriteStartArray("findings");
        foreach (Finding finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("code", finding.Code);
            writer.WriteString("severity", finding.Severity.ToString().ToLowerInvariant());
            writer.WriteString("place", finding.Place);
            writer.WriteString("message", finding.Message.English);
            writer.WriteString("fix", finding.Fix.English);
            writer.WriteString("message_zh", finding.Message.Chinese);
            writer.WriteString("fix_zh", finding.Fix.Chinese);
            if (finding.Repair is { } repair)
                WriteRepair(writer, repair);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteRepair(Utf8JsonWriter writer, Repair repair)
    {
        writer.WriteStartObject("repair");
        writer.WriteString("file", repair.File);
        writer.WriteString("key", repair.Key);
        if (repair.Json is string value)
        {
            writer.WritePropertyName("value");
            writer.WriteRawValue(value);
        }

        writer.WriteEndObject();
    }
}
