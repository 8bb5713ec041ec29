using System.Text.Json.Nodes;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Planning;

/// <summary>Each kind of finding: a checkpoint made to show it does, the one it was made from does not.</summary>
public class FindingsTests
{
    // Entries of the llama case's vocabulary; its embedding has 400 rows.
    private const int TokenCount = 384;

    private const string Head = "lm_head.weight", Embedding = "model.embed_tokens.weight", Norm = "model.norm.weight";

    private static readonly string llama = TestFiles.Golden("conformance", "llama", "model"), qwen2 = TestFiles.Golden("conformance", "qwen2", "model"),
        sample = TestFiles.InRepository("samples", "internlm2-tiny");

    private static readonly Dictionary<string, (string Source, Action<EditedCheckpoint> Edit)> shown = new()
    {
        ["rope-scaling-not-in-gguf"] = (llama, model => model.Json("config.json", config =>
            config["rope_scaling"] = new JsonObject { ["type"] = "dynamic", ["factor"] = 2.0 })),
        ["special-token-absent"] = (sample, model => model
            .Json("tokenizer_config.json", config => config.Remove("pad_token"))
            .Json("special_tokens_map.json", map => map.Remove("pad_token"))
            .Json("config.json", config => config.Remove("pad_token_id"))
            .Json("generation_config.json", config => config.Remove("pad_token_id"))),
        ["template-end-not-eos"] = (sample, model => model.Json("generation_config.json", config => config["eos_token_id"] = 2)),
        ["template-broken"] = (sample, model => model.Json("tokenizer_config.json", config => config["chat_template"] = "{% for %}")),
        ["vocabulary-size"] = (llama, model => Resize(model, 400)),
        ["vocabulary-beyond-embedding"] = (llama, model => Resize(model, 376)),
        ["pre-tokenizer-unknown"] = (qwen2, model => model.Json("tokenizer.json", root => root["pre_tokenizer"] = new JsonObject
        {
            ["type"] = "Sequence",
            ["pretokenizers"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "Split", ["pattern"] = new JsonObject { ["Regex"] = "[a-c]+|[^a-c]{1,5}" }, ["behavior"] = "Isolated", ["invert"] = false,
                },
                new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = false, ["trim_offsets"] = false, ["use_regex"] = false }),
        })),
        ["tied-head"] = (llama, model => model.Tensors(tensors => tensors[Head] = tensors[Embedding])),
        ["tied-claim-wrong"] = (llama, model => model.Json("config.json", config => config["tie_word_embeddings"] = true)),
        ["head-missing"] = (llama, model => model.Tensors(tensors => tensors.Remove(Head))),
        ["remote-code"] = (llama, model => model.Json("config.json", config =>
            config["auto_map"] = new JsonObject { ["AutoModelForCausalLM"] = "modeling.Model" })),
        ["tensors-left-over"] = (llama, model => model.Tensors(tensors => tensors["model.extra.weight"] = tensors[Norm])),
        ["tensors-missing"] = (llama, model => model.Tensors(tensors => tensors.Remove(Norm))),
        ["quantized-source"] = (llama, model => Quantize(model, "ct")),
        ["quantization-claim-wrong"] = (llama, model => model.Json("config.json", config =>
            config["quantization_config"] = new JsonObject { ["quant_method"] = "gptq", ["bits"] = 4 })),
        ["quantization-refuted"] = (llama, model => Quantize(model, "gptq").Json("config.json", config => config["quantization_config"]!["bits"] = 8)),
        ["quantization-assumed"] = (llama, model => Quantize(model, "ct").Tensors(tensors =>
        {
            foreach (string name in tensors.Keys.Where(name => name.EndsWith("_shape", StringComparison.Ordinal)).ToArray())
                _ = tensors.Remove(name);
        })),
        ["float8-unscaled"] = (llama, model => model.Tensors(tensors => tensors[Head] = new("F8_E4M3", tensors[Head].Shape, new byte[tensors[Head].Bytes.Length / 2]))),
        ["non-finite"] = (llama, model => model.Tensors(tensors => tensors[Embedding] = tensors[Embedding].With(70, float.NaN))),
        ["clipped"] = (llama, model => model.Tensors(tensors => tensors[Embedding] = tensors[Embedding].With(70, 1e6f))),
    };

    // What importance matrices show is shown beside their tests, what only a preflight finds beside its.
    public static TheoryData<string> Codes => [.. shown.Keys];

    [Theory, MemberData(nameof(Codes))]
    public void Finding_IsMadeOfACheckpointThatShowsIt_Alone(string code)
    {
        (string source, Action<EditedCheckpoint> edit) = shown[code];
        using EditedCheckpoint clean = new(source), edited = new(source);
        if (code.StartsWith("vocabulary", StringComparison.Ordinal))
            Resize(clean, TokenCount);
        edit(edited);
        Assert.DoesNotContain(code, FindingsOf(clean.Path).Select(finding => finding.Code));
        Finding found = FindingsOf(edited.Path).First(finding => finding.Code == code);
        Assert.NotEmpty(found.Place);
        Assert.DoesNotContain("{", found.Message.English + found.Message.Chinese + found.Fix.English + found.Fix.Chinese, StringComparison.Ordinal);
    }

    [Fact]
    public void NulPiece_IsFoundInTheSample_AndNotInAnOrdinaryVocabulary()
    {
        Finding found = Assert.Single(FindingsOf(sample), finding => finding.Code == "nul-token");
        Assert.Contains("entry 3 ", found.Message.English, StringComparison.Ordinal);
        Assert.DoesNotContain("nul-token", FindingsOf(llama).Select(finding => finding.Code));
    }

    [Theory, InlineData(400, "384 entries", "400 rows"), InlineData(376, "384 entries", "376 rows")]
    public void VocabularyOfAnotherSize_IsToldWithBothNumbers(int rows, string entries, string rowText)
    {
        using EditedCheckpoint model = new(llama);
        Resize(model, rows);
        Finding found = Assert.Single(FindingsOf(model.Path), finding => finding.Code.StartsWith("vocabulary", StringComparison.Ordinal));
        Assert.Contains(entries, found.Message.English, StringComparison.Ordinal);
        Assert.Contains(rowText, found.Message.English, StringComparison.Ordinal);
    }

    [Fact]
    public void EmbeddingOfAnotherSizeThanTheConfig_IsRefusedWithBothNumbers()
    {
        using EditedCheckpoint model = new EditedCheckpoint(llama).Json("config.json", config => config["vocab_size"] = 500);
        CheckpointException error = Assert.Throws<CheckpointException>(() => Plan(model.Path));
        Assert.Contains("[400, 64]", error.Problem, StringComparison.Ordinal);
        Assert.Contains("[500, 64]", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tensors-left-over", "model.extra.weight"), InlineData("tensors-missing", Norm)]
    public void BrokenMap_IsRefused_NamingTheTensor(string code, string name)
    {
        using EditedCheckpoint model = new(llama);
        shown[code].Edit(model);
        CheckpointException error = Assert.Throws<CheckpointException>(() => Plan(model.Path));
        Assert.Contains(name, error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("non-finite", "F16", "row 1, column 6"), InlineData("clipped", "F16", "row 1, column 6"), InlineData("non-finite", "Q8_0", "row 1, column 6")]
    public void BadValue_StopsTheJob_NamingTensorAndPlace(string code, string fileType, string place)
    {
        using EditedCheckpoint model = new(llama);
        shown[code].Edit(model);
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(model.Path);
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = folder.File("out.gguf"), FileTypes = [fileType] });
        IngotException error = Assert.Throws<IngotException>(() => job.Run(new()));
        Assert.Contains("embed", error.Location!.Path, StringComparison.Ordinal);
        Assert.Equal(place, error.Location.Item);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static EditedCheckpoint Quantize(EditedCheckpoint model, string scheme)
    {
        foreach (string file in (string[])["config.json", "model.safetensors"])
            File.Copy(TestFiles.Golden("quantized", "converted", scheme, file), model[file], overwrite: true);
        return model;
    }

    private static void Resize(EditedCheckpoint model, int rows) => model
        .Json("config.json", config => config["vocab_size"] = rows)
        .Tensors(tensors =>
        {
            tensors[Embedding] = tensors[Embedding].WithRows(rows);
            tensors[Head] = tensors[Head].WithRows(rows);
        });

    private static ConversionPlan Plan(string path)
    {
        using Checkpoint source = Checkpoint.Open(path);
        return ConversionJob.Prepare(source, new() { Output = "never-written.gguf", FileTypes = ["F16"] }).Plan;
    }

    /// <summary>What looking, planning and running tell.</summary>
    private static List<Finding> FindingsOf(string path)
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(path);
        if (source.Map.Leftovers.Count + source.Map.Missing.Count > 0)
            return [.. source.Findings];
        ConversionJob job = ConversionJob.Prepare(
            source, new() { Output = folder.File("out.gguf"), FileTypes = ["F16"], NonFinite = NonFinitePolicy.Zero, AllowClipping = true });
        return [.. job.Plan.Findings, .. job.Run(new()).Findings];
    }
}
