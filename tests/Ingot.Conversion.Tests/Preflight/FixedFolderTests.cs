using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Preflight;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Preflight;

/// <summary>What a preflight can correct: the corrected folder checks clean and converts, and the source stays as it was.</summary>
public class FixedFolderTests
{
    private const string Head = "lm_head.weight", Index = "model.safetensors.index.json";

    private static readonly string llama = TestFiles.Golden("conformance", "llama", "model"), sample = TestFiles.InRepository("samples", "internlm2-tiny");

    private static readonly Dictionary<string, (string Source, Action<EditedCheckpoint> Edit)> broken = new()
    {
        ["family-contradiction"] = (llama, model => model.Json("config.json", config => config["model_type"] = "qwen2")),
        ["config-contradicts-tensors"] = (llama, model => model.Json("config.json", config =>
        {
            config["vocab_size"] = 500;
            config["num_hidden_layers"] = 3;
            config["intermediate_size"] = null;
        })),
        ["special-token-disputed"] = (TestFiles.Golden("conformance", "qwen2", "model"), model => model.Json("config.json", config => config["eos_token_id"] = 5)),
        ["special-token-out-of-range"] = (llama, model => model.Json("config.json", config => config["pad_token_id"] = 100_000)),
        ["template-end-not-eos"] = (sample, model => model.Json("generation_config.json", config => config["eos_token_id"] = 2)),
        ["tied-claim-wrong"] = (llama, model => model.Json("config.json", config => config["tie_word_embeddings"] = true)),
        ["head-missing"] = (llama, model => model.Tensors(tensors => tensors.Remove(Head))),
        ["dtype-contradiction"] = (llama, model => model.Json("config.json", config => config["torch_dtype"] = "float32")),
        ["rope-settings-disputed"] = (llama, model => model.Json("config.json", config =>
        {
            config["rope_parameters"] = new JsonObject { ["rope_type"] = "linear", ["factor"] = 2.0 };
            config["rope_scaling"] = new JsonObject { ["type"] = "linear", ["factor"] = 4.0 };
        })),
        ["index-missing"] = (llama, model => File.Delete(model.Sharded()[Index])),
        ["index-wrong"] = (llama, model => model.Sharded().Json(Index, index => index["weight_map"]!.AsObject().Remove(Head))),
    };

    public static TheoryData<string> Codes => [.. broken.Keys];

    [Theory, MemberData(nameof(Codes))]
    public void CorrectedFolder_ChecksCleanAndConverts(string code)
    {
        using EditedCheckpoint model = new(broken[code].Source);
        broken[code].Edit(model);
        SortedDictionary<string, string> before = Hashes(model.Path);
        PreflightReport report = Check(model.Path);
        Assert.Contains(report.Findings, finding => finding.Code == code && finding.Repair is not null);

        using TemporaryFolder folder = new();
        string target = folder.File("fixed");
        IReadOnlyList<string> corrected = FixedFolder.Write(model.Path, report.Repairs, target);
        Assert.NotEmpty(corrected);
        Assert.Equal(before, Hashes(model.Path));
        PreflightReport after = Check(target);
        Assert.DoesNotContain(after.Findings, finding => finding.Severity == Severity.Error || finding.Repair is not null || finding.Code == code);
        Assert.All(Directory.GetFiles(target, "*.safetensors"), file => Assert.NotNull(File.ResolveLinkTarget(file, returnFinalTarget: false)));

        using Checkpoint source = Checkpoint.Open(target);
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("out.gguf"), FileTypes = ["Q8_0"] }).Run(new());
        using Checkpoint result = Checkpoint.Open(folder.File("out.gguf"));
        Assert.NotEmpty(result.Tensors.Tensors);
    }

    [Fact]
    public void EveryRepairableKind_IsCorrectedHere()
    {
        // Whatever a check offers to correct on the checkpoints above is among the cases.
        HashSet<string> offered = [];
        foreach ((string source, Action<EditedCheckpoint> edit) in broken.Values)
        {
            using EditedCheckpoint model = new(source);
            edit(model);
            offered.UnionWith(Check(model.Path).Findings.Where(finding => finding.Repair is not null).Select(finding => finding.Code));
        }

        Assert.Equal(broken.Keys.Order(StringComparer.Ordinal), offered.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Weights_AreCopied_WhenAskedFor()
    {
        using TemporaryFolder folder = new();
        _ = FixedFolder.Write(llama, [new("config.json", "torch_dtype", "\"bfloat16\"")], folder.File("fixed"), copiesWeights: true);
        Assert.Null(File.ResolveLinkTarget(Path.Combine(folder.File("fixed"), "model.safetensors"), returnFinalTarget: false));
        Assert.Equal(File.ReadAllBytes(Path.Combine(llama, "model.safetensors")), File.ReadAllBytes(Path.Combine(folder.File("fixed"), "model.safetensors")));
    }

    [Fact]
    public void FolderInUse_IsRefused_AndNothingIsLeft()
    {
        using TemporaryFolder folder = new();
        _ = Directory.CreateDirectory(folder.File("fixed"));
        File.WriteAllText(Path.Combine(folder.File("fixed"), "mine.txt"), "mine");
        _ = Assert.Throws<IngotException>(() => FixedFolder.Write(llama, [], folder.File("fixed")));
        Assert.Equal(["fixed"], Directory.GetFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)));
        _ = Assert.Throws<IngotException>(() => FixedFolder.Write(Path.Combine(llama, "config.json"), [], folder.File("other")));
    }

    [Fact]
    public void NestedNumbers_AreCorrectedWhereTheyStand()
    {
        using EditedCheckpoint model = new EditedCheckpoint(llama).Json("config.json", config =>
        {
            JsonObject text = new() { ["vocab_size"] = 500 };
            config["text_config"] = text;
        });
        using TemporaryFolder folder = new();
        _ = FixedFolder.Write(model.Path, Check(model.Path).Repairs, folder.File("fixed"));
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder.File("fixed"), "config.json")))!;
        Assert.Equal(400, config["text_config"]!["vocab_size"]!.GetValue<int>());
        Assert.Equal(400, config["vocab_size"]!.GetValue<int>());
    }

    private static PreflightReport Check(string path) => CheckpointPreflight.Check(path, new());

    private static SortedDictionary<string, string> Hashes(string folder) => new(
        Directory.GetFiles(folder).ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))),
        StringComparer.Ordinal);
}
