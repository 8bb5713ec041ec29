using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Verification;
using Ingot.Evaluation;
using Ingot.Formats.Gguf;
using Ingot.Inference;
using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Fitting;

public sealed class GgufFitterTests(InternLM2Tiny model) : IClassFixture<InternLM2Tiny>
{
    [Theory, InlineData("1500KB"), InlineData("2.25MB"), InlineData("2223344"), InlineData("3MiB"), InlineData("1TB")]
    public void File_KeepsToItsBytes(string size)
    {
        using TemporaryFolder folder = new();
        PlannedOutput output = Fit(folder.File("out.gguf"), Quick(size), write: true).Outputs[0];
        long length = new FileInfo(folder.File("out.gguf")).Length;
        Assert.Equal(output.TotalBytes, length);
        Assert.True(length <= FitTarget.Parse(size).Bytes, $"{length:N0}");
        // Nothing better fits the bytes left over: the smallest step there is takes more than a kilobyte.
        Assert.True(size == "1TB" || FitTarget.Parse(size).Bytes - length < 4096, $"{length:N0}");
    }

    [Theory, InlineData("2.8bpw"), InlineData("4.5bpw"), InlineData("6.01bpw")]
    public void Weights_KeepToTheirBits(string size)
    {
        PlannedOutput output = Fit("out.gguf", Quick(size)).Outputs[0];
        double most = FitTarget.Parse(size).BitsPerWeight!.Value;
        Assert.InRange(output.BitsPerWeight, most - 0.01, most);
    }

    [Fact]
    public void Cache_IsPartOfTheBytes()
    {
        FitOptions options = Quick("3MB") with { ContextLength = 500 };
        PlannedOutput output = Fit("out.gguf", options).Outputs[0];
        // Two KV heads of 64 in four layers, keys and values of two bytes, 500 positions rounded up to 512.
        Assert.Equal(4 * 2 * 2 * 64 * 2 * 512, output.Fit!.CacheBytes);
        Assert.InRange(output.TotalBytes + output.Fit.CacheBytes, 2_990_000, 3_000_000);
        PlannedOutput small = Fit("out.gguf", options with { KeyCacheType = TensorTypes.Q8_0, ValueCacheType = TensorTypes.Q8_0 }).Outputs[0];
        Assert.True(small.Fit!.Error < output.Fit.Error);
    }

    [Fact]
    public void Refusal_NamesTheSmallestSize_WhichFits()
    {
        IngotException refusal = Assert.Throws<IngotException>(() => Fit("out.gguf", Quick("100KB")));
        long smallest = long.Parse(System.Text.RegularExpressions.Regex.Match(refusal.Problem, @"([\d,]+) bytes").Groups[1].Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
        // The size is part of the lineage, so a longer one could make a longer header; these have as many digits.
        Assert.True(Fit("out.gguf", Quick($"{smallest + 32}")).Outputs[0].TotalBytes <= smallest + 32);
        Assert.Throws<IngotException>(() => Fit("out.gguf", Quick($"{smallest - 64}")));
        Assert.Contains("--imatrix", refusal.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_IsTheSame_ForAnyNumberOfThreads_AndFromEitherSource()
    {
        FitOptions options = Quick("4.3bpw");
        string[] plans = [.. ((int[])[1, 2, 7]).Select(threads => Fit("out.gguf", options, threads: threads)).Select(plan => JsonSerializer.Serialize(plan.Outputs[0].Fit) + Types(plan))];
        Assert.Single(plans.Distinct());
        using GgufFile file = GgufFile.Open(model["BF16"]);
        Assert.EndsWith(Types(RequantizationPlanner.Plan(file, new() { Output = "out.gguf", Fit = options }).Plan), plans[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Curve_Falls_AndLiesBelowTheMixes()
    {
        FitReport fit = Fit("out.gguf", new() { Target = FitTarget.Parse("4.5bpw") }).Outputs[0].Fit!;
        CurvePoint[] fitted = [.. fit.Curve.Where(point => point.FileType is null)], mixes = [.. fit.Curve.Where(point => point.FileType is not null)];
        Assert.All(fitted.Zip(fitted.Skip(1)), pair => Assert.True(pair.Second.FileBytes > pair.First.FileBytes && pair.Second.Error < pair.First.Error));
        Assert.Superset(new HashSet<string> { "Q2_K", "Q3_K_M", "Q4_K_M", "Q5_K_M", "Q6_K", "Q8_0", "IQ4_XS" }, mixes.Select(point => point.FileType!).ToHashSet());
        Assert.Single(fitted, point => point.IsChosen);
        Assert.Equal(fit.Error, fitted.Single(point => point.IsChosen).Error);
    }

    [Theory, InlineData("Q2_K"), InlineData("Q3_K_M"), InlineData("Q4_K_M"), InlineData("Q5_K_M")]
    public void Fitted_IsCloserToTheSource_ThanTheMixOfItsSize(string fileType)
    {
        using TemporaryFolder folder = new();
        string mix = model[fileType], fitted = folder.File("out.gguf");
        FitReport fit = Fit(fitted, new() { Target = FitTarget.Parse($"{new FileInfo(mix).Length}") }, write: true, lineage: false).Outputs[0].Fit!;
        Assert.True(new FileInfo(fitted).Length <= new FileInfo(mix).Length);
        Assert.True(fit.Error < 0.9 * fit.Curve.Single(point => point.FileType == fileType).Error);
        Assert.True(DivergenceOf(fitted) < 0.9 * DivergenceOf(mix));
    }

    [Fact]
    public void OptionsThatFixTypes_AreKept()
    {
        using Checkpoint source = Checkpoint.Open(model.Source);
        ConversionOptions options = new()
        {
            Output = "out.gguf", Fit = new() { Target = FitTarget.Parse("4.5bpw"), TypeNames = ["Q4_K", "Q3_K", "Q5_K"] },
            Quantization = new() { OutputTensorType = "Q8_0", TensorTypeOverrides = [new("blk.2.ffn_down", "Q6_K")] },
        };
        PlannedOutput output = ConversionJob.Prepare(source, options).Plan.Outputs[0];
        Dictionary<string, string> types = output.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Type.Name);
        Assert.Equal(("Q8_0", "Q6_K"), (types["output.weight"], types["blk.2.ffn_down.weight"]));
        Assert.Subset(new HashSet<string> { "F32", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "Q8_0" }, types.Values.ToHashSet());
        Assert.InRange(output.BitsPerWeight, 4.49, 4.5);
        Assert.Throws<IngotException>(() => ConversionJob.Prepare(source, options with { Quantization = new() { Pure = true } }));
    }

    [Fact]
    public void Importance_AllowsSmallerTypes_AndDecides()
    {
        ImportanceOptions importance = new() { File = ImportanceFile.Read(TestFiles.Golden("quant", "internlm2-tiny", "imatrix.gguf")) };
        using Checkpoint source = Checkpoint.Open(model.Source);
        ConversionOptions options = new() { Output = "out.gguf", Fit = new() { Target = FitTarget.Parse("2.45bpw") }, Importance = importance };
        Assert.Throws<IngotException>(() => ConversionJob.Prepare(source, options with { Importance = ImportanceOptions.None }));
        PlannedOutput output = ConversionJob.Prepare(source, options).Plan.Outputs[0];
        Assert.Contains(output.Tensors, tensor => tensor.Type.Name.StartsWith("IQ2", StringComparison.Ordinal));
        // The matrix has nothing on the embedding, so no type that needs it may be chosen there.
        Assert.DoesNotContain("IQ", output.Tensors.Single(tensor => tensor.Name == "token_embd.weight").Type.Name, StringComparison.Ordinal);
    }

    [Fact]
    public void Result_SaysWhatItWasFittedInto()
    {
        using TemporaryFolder folder = new();
        ConversionPlan plan = Fit(folder.File("{type}.gguf"), Quick("3MB") with { ContextLength = 256 }, write: true);
        using GgufFile file = GgufFile.Open(folder.File("3MB.gguf"));
        JsonElement lineage = JsonDocument.Parse(file.Metadata["ingot.lineage"]!.AsString()!).RootElement;
        Assert.Equal(("3MB", "256", "F16"), (Option("fit"), Option("context"), Option("cache_type_k")));
        foreach (PlannedTensor tensor in plan.Outputs[0].Tensors)
            Assert.Equal(tensor.Type.Name, lineage.GetProperty("tensors").GetProperty(tensor.Name).GetProperty("type").GetString());

        string? Option(string name) => lineage.GetProperty("options").GetProperty(name).GetString();
    }

    // Without the types whose encoders are slow.
    private static FitOptions Quick(string size) => new() { Target = FitTarget.Parse(size), TypeNames = ["BF16", "Q8_0", "Q6_K", "Q5_K", "Q4_K", "Q3_K", "Q2_K"] };

    private ConversionPlan Fit(string output, FitOptions options, bool write = false, bool lineage = true, int threads = 2)
    {
        using Checkpoint source = Checkpoint.Open(model.Source);
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = output, Fit = options, Lineage = lineage, ThreadCount = threads });
        if (write)
            _ = job.Run(new ExecutionOptions { ThreadCount = threads });
        return job.Plan;
    }

    private static string Types(ConversionPlan plan) => string.Join(' ', plan.Outputs[0].Tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).Select(tensor => $"{tensor.Name}={tensor.Type}"));

    private double DivergenceOf(string path)
    {
        using Checkpoint source = Checkpoint.Open(model.Source), result = Checkpoint.Open(path);
        InferenceOptions inference = new() { ThreadCount = 2 };
        using LanguageModel reference = LanguageModel.Load(source.Weights, inference), candidate = LanguageModel.Load(result.Weights, inference);
        IReadOnlyList<int> ids = source.Tokenizer!.Encode(BuiltInText.Text);
        EvaluationOptions evaluation = new() { ContextLength = 256, BosTokenId = source.Tokenizer!.Special.Bos };
        return LogitComparison.Measure(reference, candidate, ids, evaluation).MeanDivergence;
    }
}
