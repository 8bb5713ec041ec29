using System.Text.Json.Nodes;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Preflight;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Preflight;

/// <summary>Each kind of finding that only a preflight tells: a checkpoint made to show it does, the one it was made from does not.</summary>
public class PreflightTests
{
    private const string Head = "lm_head.weight", Embedding = "model.embed_tokens.weight", Norm = "model.norm.weight", Index = "model.safetensors.index.json";

    private static readonly string llama = TestFiles.Golden("conformance", "llama", "model"), qwen2 = TestFiles.Golden("conformance", "qwen2", "model"),
        sample = TestFiles.InRepository("samples", "internlm2-tiny");

    private static readonly Dictionary<string, Case> shown = new()
    {
        ["source-refused"] = new(llama, model => File.Delete(model["model.safetensors"])),
        ["plan-refused"] = new(sample) { Options = options => options with { FileTypes = ["IQ2_XXS"] } },
        ["json-damaged"] = new(llama, model => File.WriteAllText(model["generation_config.json"], "{")),
        ["family-unknown"] = new(llama, model => model.Json("config.json", config => config["architectures"] = new JsonArray("StrangeForCausalLM"))),
        ["family-contradiction"] = new(llama, model => model.Json("config.json", config => config["model_type"] = "qwen2")),
        ["config-refused"] = new(llama, model => model.Json("config.json", config => config["rope_scaling"] = new JsonObject { ["type"] = "strange", ["factor"] = 2.0 })),
        ["config-contradicts-tensors"] = new(llama, model => model.Json("config.json", config => config["vocab_size"] = 500)),
        ["rope-settings-disputed"] = new(llama, model => model.Json("config.json", config =>
        {
            config["rope_parameters"] = new JsonObject { ["rope_type"] = "linear", ["factor"] = 2.0, ["rope_theta"] = 10000.0 };
            config["rope_scaling"] = new JsonObject { ["type"] = "linear", ["factor"] = 4.0 };
        })),
        ["special-token-disputed"] = new(llama, model => model.Json("config.json", config => config["eos_token_id"] = 5)),
        ["special-token-null"] = new(llama, model => model.Json("config.json", config => config["eos_token_id"] = null)),
        ["special-token-out-of-range"] = new(llama, model => model.Json("config.json", config => config["bos_token_id"] = 100_000)),
        ["tokenizer-missing"] = new(llama, model => File.Delete(model["tokenizer.model"])),
        ["tokenizer-refused"] = new(llama, model => File.WriteAllText(model["tokenizer.model"], "This is no tokenizer.")),
        ["duplicate-token"] = new(llama, model => AddToken(model, id: 40, "</s>")),
        ["added-token-disputed"] = new(qwen2, model => model.Json("tokenizer_config.json", config =>
        {
            JsonObject added = config["added_tokens_decoder"]!.AsObject();
            added["390"] = added.Last().Value!.DeepClone();
        })),
        ["template-refuses"] = new(sample, model => model.Json("tokenizer_config.json", config => config["chat_template"] =
            "{% for message in messages %}{% if message['role'] == 'system' %}{{ raise_exception('No system role') }}{% endif %}{{ message['content'] }}{% endfor %}")),
        ["shard-missing"] = Shards(model => File.Delete(model[EditedCheckpoint.Shard(1)])),
        ["shard-is-pointer"] = Shards(model => File.WriteAllText(model[EditedCheckpoint.Shard(1)], "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 7\n")),
        ["shard-truncated"] = Shards(model => Truncate(model[EditedCheckpoint.Shard(1)], 100)),
        ["shard-damaged"] = Shards(model => File.WriteAllText(model[EditedCheckpoint.Shard(1)], "This is no safetensors file at all.")),
        ["shard-not-in-index"] = Shards(model => File.Copy(model[EditedCheckpoint.Shard(1)], model["model-00003-of-00003.safetensors"])),
        ["weights-twice"] = new(llama, model => model.Json(Index, index => index["weight_map"] = new JsonObject { [Norm] = EditedCheckpoint.Shard(0) })),
        ["index-damaged"] = Shards(model => model.Json(Index, index => index["weight_map"]![Norm] = "../elsewhere.safetensors")),
        ["index-missing"] = Shards(model => File.Delete(model[Index])),
        ["index-wrong"] = Shards(model => model.Json(Index, index =>
        {
            JsonObject map = index["weight_map"]!.AsObject();
            map[Head] = map[Head]!.GetValue<string>() == EditedCheckpoint.Shard(0) ? EditedCheckpoint.Shard(1) : EditedCheckpoint.Shard(0);
            _ = map.Remove(Norm);
        })),
        ["tensor-in-no-shard"] = Shards(model => model.Json(Index, index => index["weight_map"]!["model.extra.weight"] = EditedCheckpoint.Shard(0))),
        ["tensor-duplicated"] = Shards(model => File.Copy(model[EditedCheckpoint.Shard(0)], model[EditedCheckpoint.Shard(1)], overwrite: true)),
        ["tensors-misshaped"] = new(llama, model => model.Tensors(tensors => tensors[Norm] = tensors[Norm].WithRows(48))),
        ["experts-incomplete"] = new(llama, model => model.Tensors(tensors =>
        {
            foreach (int expert in new[] { 0, 1, 3 })
                tensors[$"model.layers.0.mlp.experts.{expert}.w1.weight"] = tensors[Norm];
        })),
        ["dtype-contradiction"] = new(llama, model => model.Json("config.json", config => config["torch_dtype"] = "float32")),
        ["odd-widths"] = new(TestFiles.Golden("models", "qwen2-tiny"), model => model.Tensors(tensors =>
            tensors["model.extra.weight"] = new("BF16", [2, 100], new byte[400]))),
        ["type-falls-back"] = new(llama) { Options = options => options with { FileTypes = ["Q4_K_M"] } },
        ["quantized-blocks"] = new(llama) { Show = QuantizedCopy },
        ["disk-short"] = new(llama) { Options = options => options with { FreeDiskBytes = 1000 } },
        ["memory-short"] = new(llama) { Options = options => options with { AvailableMemoryBytes = 1000 } },
        ["values-not-finite"] = new(llama, model => model.Tensors(tensors => tensors[Embedding] = tensors[Embedding].With(70, float.NaN))),
        ["values-clipped-by-f16"] = new(llama, model => model.Tensors(tensors => tensors[Embedding] = tensors[Embedding].With(70, 1e6f)))
        {
            Options = options => options with { FileTypes = ["F16"] },
        },
        ["values-beyond-f16"] = new(llama, model => model.Tensors(tensors => tensors[Embedding] = tensors[Embedding].With(70, 1e6f))),
        ["values-lost-in-f16"] = new(llama, model => model.Tensors(tensors => tensors[Embedding] = tensors[Embedding].With(70, 1e-39f))),
        ["tensor-all-zero"] = new(llama, model => model.Tensors(tensors => tensors[Head] = tensors[Head] with { Bytes = new byte[tensors[Head].Bytes.Length] })),
        ["tensor-constant"] = new(llama, model => model.Tensors(tensors =>
            tensors[Head] = tensors[Head] with { Bytes = [.. Enumerable.Repeat<byte>(0x3C, tensors[Head].Bytes.Length)] })),
        ["scan-left-out"] = new(llama) { Options = options => options with { ScansValues = false } },
    };

    public static TheoryData<string> Codes => [.. shown.Keys];

    [Theory, MemberData(nameof(Codes))]
    public void Finding_IsMadeOfACheckpointThatShowsIt_Alone(string code)
    {
        Case made = shown[code];
        using EditedCheckpoint clean = new(made.Source), edited = new(made.Source);
        made.Prepare(clean);
        made.Prepare(edited);
        made.Edit(edited);
        Assert.DoesNotContain(code, Check(clean.Path).Findings.Select(finding => finding.Code));
        PreflightReport report = Check(made.Show(edited), made.Options);
        Finding found = Assert.Single(report.Findings, finding => finding.Code == code);
        Assert.NotEmpty(found.Place);
        Assert.Equal(FindingKinds.All.Single(kind => kind.Code == code).Severity, found.Severity);
        string text = found.Message.English + found.Message.Chinese + found.Fix.English + found.Fix.Chinese;
        Assert.DoesNotMatch(@"\{\d", text);
    }

    [Theory, InlineData("llama"), InlineData("llama-3"), InlineData("mistral"), InlineData("tinyllama"), InlineData("qwen2"), InlineData("qwen3"), InlineData("internlm2")]
    public void SoundCheckpoint_HasNoErrors(string name)
    {
        PreflightReport report = Check(TestFiles.Golden("conformance", name, "model"));
        Assert.DoesNotContain(report.Findings, finding => finding.Severity == Severity.Error);
        Assert.NotNull(report.DiskBytes);
    }

    [Fact]
    public void BrokenInManyWays_TellsAllOfThem()
    {
        using EditedCheckpoint model = new EditedCheckpoint(llama).Sharded()
            .Json("config.json", config => config["vocab_size"] = 500)
            .Json("tokenizer_config.json", config => config["bos_token"] = null);
        Truncate(model[EditedCheckpoint.Shard(1)], 10);
        File.WriteAllText(model["generation_config.json"], "[]");
        string[] codes = [.. Check(model.Path).Findings.Select(finding => finding.Code)];
        Assert.Superset(new HashSet<string> { "shard-truncated", "json-damaged", "config-contradicts-tensors" }, codes.ToHashSet());
        Assert.Equal(Severity.Error, Check(model.Path).Worst);
    }

    [Fact]
    public void FolderWithoutConfig_StillTellsOfItsShards()
    {
        using EditedCheckpoint model = new EditedCheckpoint(llama).Sharded();
        File.Delete(model["config.json"]);
        File.Delete(model[EditedCheckpoint.Shard(0)]);
        string[] codes = [.. Check(model.Path).Findings.Select(finding => finding.Code)];
        Assert.Contains("json-damaged", codes);
        Assert.Contains("shard-missing", codes);
    }

    [Fact]
    public void Values_AreCountedAlike_ByEveryNumberOfThreads()
    {
        using EditedCheckpoint model = new EditedCheckpoint(llama).Tensors(tensors =>
        {
            tensors[Embedding] = tensors[Embedding].With(70, float.NaN).With(7000, float.PositiveInfinity);
            tensors[Head] = tensors[Head].With(3, float.NaN);
        });
        PreflightReport one = Check(model.Path, options => options with { ThreadCount = 1 });
        Assert.Equal([.. one.Findings], Check(model.Path, options => options with { ThreadCount = 7 }).Findings.ToArray());
        Finding found = Assert.Single(one.Findings, finding => finding.Code == "values-not-finite");
        Assert.Equal($"{Head}: row 0, column 3", found.Place);
        Assert.Contains("3 values in 2 tensors", found.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_ReachesTheWhole_AndCancellationStops()
    {
        List<PreflightProgress> seen = [];
        Lock gate = new();
        _ = CheckpointPreflight.Check(llama, new(), new Teller(step =>
        {
            lock (gate)
                seen.Add(step);
        }));
        Assert.Equal(seen[0].TotalBytes, seen.Max(step => step.DoneBytes));
        _ = Assert.Throws<OperationCanceledException>(() => CheckpointPreflight.Check(llama, new(), cancellation: new(canceled: true)));
    }

    [Fact]
    public void FallbackStatesTheBitsOfTheFile()
    {
        PreflightReport report = Check(llama, options => options with { FileTypes = ["Q4_K_M"] });
        ConversionPlan plan;
        using (Checkpoint source = Checkpoint.Open(llama))
            plan = ConversionJob.Prepare(source, new() { Output = "never-written.gguf", FileTypes = ["Q4_K_M"] }).Plan;
        Finding found = Assert.Single(report.Findings, finding => finding.Code == "type-falls-back");
        Assert.Contains($"{plan.Outputs[0].BitsPerWeight:0.00} bits per weight", found.Message.English, StringComparison.Ordinal);
        Assert.Contains("Q4_K -> Q5_0", found.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_IsRefused() => Assert.Throws<CheckpointException>(() => Check("no-such-folder"));

    private static PreflightReport Check(string path, Func<PreflightOptions, PreflightOptions>? options = null) =>
        CheckpointPreflight.Check(path, (options ?? (given => given))(new()));

    private static Case Shards(Action<EditedCheckpoint> edit) => new(llama, edit) { Prepare = model => model.Sharded() };

    private static string QuantizedCopy(EditedCheckpoint model)
    {
        string path = model["model.gguf"];
        using Checkpoint source = Checkpoint.Open(model.Path);
        _ = ConversionJob.Prepare(source, new() { Output = path, FileTypes = ["Q8_0"] }).Run(new());
        return path;
    }

    private static void AddToken(EditedCheckpoint model, int id, string content) => model.Json("tokenizer_config.json", config =>
        config["added_tokens_decoder"]![$"{id}"] = new JsonObject { ["content"] = content, ["special"] = true });

    private static void Truncate(string path, int bytes)
    {
        byte[] whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..^bytes]);
    }

    /// <summary>A checkpoint, what is done to it first, and what makes it show something.</summary>
    private sealed record Case(string Source, Action<EditedCheckpoint> Edit)
    {
        public Case(string source)
            : this(source, _ => { })
        {
        }

        public Action<EditedCheckpoint> Prepare { get; init; } = _ => { };

        public Func<PreflightOptions, PreflightOptions> Options { get; init; } = options => options;

        /// <summary>What is checked, when it is not the edited folder itself.</summary>
        public Func<EditedCheckpoint, string> Show { get; init; } = model => model.Path;
    }

    private sealed class Teller(Action<PreflightProgress> tell) : IProgress<PreflightProgress>
    {
        public void Report(PreflightProgress value) => tell(value);
    }
}
