using System.Globalization;
using Ingot.Conversion.Planning;

namespace Ingot.Cli.Rendering;

/// <summary>A plan as a person reads it, or as JSON.</summary>
internal static class PlanText
{
    /// <summary>Writes it.</summary>
    public static void Write(TextWriter writer, ConversionPlan plan, bool asJson, string language)
    {
        if (asJson)
        {
            writer.WriteLine(plan.ToJson());
            return;
        }

        foreach (PlannedOutput output in plan.Outputs)
        {
            writer.WriteLine($"{output.FileType}: {string.Join(", ", output.Files.Select(file => file.Path))}");
            Table table = new Table("tensor", "from", "shape", "type", "size", "how").Right(4);
            foreach (PlannedTensor tensor in output.Tensors)
            {
                string how = string.Join("; ", new[] { tensor.Transform, tensor.Reason }.Where(text => text is not null));
                table.Add(
                    tensor.Name, tensor.Source == tensor.Name ? "" : tensor.Source, tensor.Shape.ToString(),
                    tensor.SourceType == tensor.Type ? tensor.Type.Name : $"{tensor.SourceType} -> {tensor.Type}", ByteText.Size(tensor.ByteCount), how);
            }

            table.Write(writer);
            FitText.Write(writer, output);
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {ByteText.Size(output.TotalBytes)}, {output.BitsPerWeight:0.00} bits per weight"));
        }

        foreach ((string name, string reason) in plan.Ignored)
            writer.WriteLine($"left out: {name}: {reason}");
        FindingText.Write(writer, plan.Findings, language);
        writer.WriteLine($"needs {ByteText.Size(plan.DiskBytes)} of disk and at most {ByteText.Size(plan.PeakMemoryBytes)} of memory; plan {plan.Fingerprint()[..12]}");
    }
}
