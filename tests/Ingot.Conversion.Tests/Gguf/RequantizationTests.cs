using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>A quantized GGUF quantized again: refused by default, and on request measured and recorded.</summary>
public sealed class RequantizationTests
{
    [Fact]
    public void QuantizedSource_IsRefusedByDefault()
    {
        using TemporaryFolder folder = new();
        using GgufFile source = GgufFile.Open(Quantized(folder));
        IngotException error = Assert.Throws<IngotException>(() => RequantizationPlanner.Plan(source, Options(folder, allow: false)));
        Assert.Contains("--allow-requantize", error.Remedy, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("again.gguf")));
    }

    [Fact]
    public void AllowedRequantization_MeasuresWhatItAdded()
    {
        using TemporaryFolder folder = new();
        using GgufFile source = GgufFile.Open(Quantized(folder));
        ConversionJob job = RequantizationPlanner.Plan(source, Options(folder, allow: true));
        Finding planned = Assert.Single(job.Plan.Findings, finding => finding.Code == FindingKinds.Requantized.Code);
        Assert.Contains("Q8_0", planned.Message.English, StringComparison.Ordinal);
        ConversionReport report = job.Run(new());

        // The error again, from the two files alone.
        using GgufFile result = GgufFile.Open(folder.File("again.gguf"));
        (string Name, double Error) worst = source.Tensors.Where(tensor => tensor.Type.IsQuantized && result.Find(tensor.Name)!.Type != tensor.Type)
            .Select(tensor => (tensor.Name, Error(new StoredWeight(source, tensor), new StoredWeight(result, result.Find(tensor.Name)!)))).MaxBy(pair => pair.Item2);
        Finding measured = Assert.Single(report.Findings, finding => finding.Code == FindingKinds.RequantizationError.Code);
        Assert.Contains(worst.Name, measured.Message.English, StringComparison.Ordinal);
        Assert.Contains(worst.Error.ToString("0.0000 %", CultureInfo.InvariantCulture), measured.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Lineage_TellsTheWholeWay()
    {
        using TemporaryFolder folder = new();
        string first = Quantized(folder);
        using GgufFile source = GgufFile.Open(first);
        _ = RequantizationPlanner.Plan(source, Options(folder, allow: true)).Run(new());
        using GgufFile result = GgufFile.Open(folder.File("again.gguf"));
        using JsonDocument lineage = JsonDocument.Parse(result.Metadata[IngotKeys.Lineage]!.AsString()!);
        Assert.Equal("Q4_0", lineage.RootElement.GetProperty("options").GetProperty("types").GetString());
        JsonElement previous = lineage.RootElement.GetProperty("previous");
        Assert.Equal("Q8_0", previous.GetProperty("options").GetProperty("types").GetString());
        Assert.Equal(source.Metadata[IngotKeys.Lineage]!.AsString(), previous.GetRawText());
        Assert.Contains(lineage.RootElement.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("code").GetString() == FindingKinds.Requantized.Code);
    }

    private static double Error(StoredWeight source, StoredWeight result)
    {
        float[] wanted = new float[source.Shape.ElementCount], got = new float[source.Shape.ElementCount];
        source.DecodeRows(0, wanted);
        result.DecodeRows(0, got);
        double error = wanted.Zip(got, (a, b) => Math.Pow((double)a - b, 2)).Sum(), size = wanted.Sum(value => Math.Pow(value, 2));
        return Math.Sqrt(error / size);
    }

    private static string Quantized(TemporaryFolder folder)
    {
        string path = folder.File("first.gguf");
        using Checkpoint checkpoint = Checkpoint.Open(TestFiles.Golden("conformance", "llama", "model"));
        _ = ConversionJob.Prepare(checkpoint, new() { Output = path, FileTypes = ["Q8_0"] }).Run(new());
        return path;
    }

    private static RequantizationOptions Options(TemporaryFolder folder, bool allow) => new()
    {
        Output = folder.File("again.gguf"), FileType = FileTypes.Find("Q4_0")!, Quantization = new() { AllowRequantize = allow },
    };
}
