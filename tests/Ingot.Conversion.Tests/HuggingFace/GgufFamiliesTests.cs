using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Planning;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.HuggingFace;

/// <summary>Every family's folder goes into a GGUF, back, and into a GGUF again.</summary>
public sealed class GgufFamiliesTests
{
    // What does not come back the same, and what is said or differs then. A case that holds must leave this list.
    private static readonly Dictionary<string, string> open = new()
    {
        // The tokenizer.
        ["bert"] = "refused: A vocabulary of the kind 'bert'",
        ["t5"] = "refused: A vocabulary of the kind 't5'",
        ["qwen"] = "refused: The vocabulary is not a byte-level BPE",
        // The case's config.json names a token beyond its own vocabulary, and the GGUF repeats it.
        ["arcee"] = "refused: The id 128000 is outside the vocabulary.",
        ["gpt-bigcode"] = "refused: The id 50256 is outside the vocabulary.",
        // Numbers that the GGUF or config.json does not say.
        ["deepseek-v3"] = "refused: The deepseek_v2 family has numbers that config.json would not say",
        ["minicpm"] = "refused: The configuration does not state this number",
        ["phi3"] = "refused: The phi3 family has numbers that config.json would not say",
        ["phi3-longrope"] = "refused: The phi3 family has numbers that config.json would not say",
        // Another family or spelling shares the GGUF's architecture, and its names come back.
        ["falcon-40b"] = "tensors: transformer.h.0.ln_mlp.bias",
        ["gemma3-multimodal"] = "tensors: language_model.model.embed_tokens.weight",
        ["glm"] = "tensors: lm_head.weight",
        ["gpt-oss"] = "tensors: model.layers.0.mlp.experts.down_proj_blocks",
        // The same keys in another order.
        ["chatglm"] = "keys: ", ["glm4"] = "keys: ", ["glm4-moe"] = "keys: ", ["mistral"] = "keys: ", ["nemotron"] = "keys: ", ["tinyllama"] = "keys: ",
        // Keys that are written only where config.json spells a number out, or tokenizer.json came beside tokenizer.model.
        ["baichuan"] = "keys: baichuan.attention.head_count_kv, baichuan.rope.freq_base",
        ["mpt"] = "keys: mpt.attention.head_count_kv",
        ["granite"] = "keys: tokenizer.ggml.add_space_prefix",
        ["granite-moe"] = "keys: tokenizer.ggml.add_space_prefix",
        ["granite-moe-shared"] = "keys: tokenizer.ggml.add_space_prefix",
        // The same keys and names of tensors; some bytes differ.
        ["mamba"] = "bytes",
    };

    public static TheoryData<string> Cases => [.. Conformance.Cases];

    [Theory, MemberData(nameof(Cases))]
    public void ThereAndBackAndThere_IsTheSame_OrOneOfTheListed(string name)
    {
        string outcome = Outcome(name);
        if (open.TryGetValue(name, out string? expected))
        {
            // A difference in order alone has nothing after its word.
            if (expected.EndsWith(' '))
                Assert.Equal(expected, outcome);
            else
                Assert.StartsWith(expected, outcome, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("same", outcome);
        }
    }

    private static string Outcome(string name)
    {
        using TemporaryFolder folder = new();
        string source = Conformance.Folder(name, "model"), first = folder.File("first.gguf"), back = folder.File("model"), second = folder.File("second.gguf");
        Convert(source, first, ConversionTarget.Gguf, "F32");
        try
        {
            Convert(first, back, ConversionTarget.HuggingFace, "AUTO");
            Convert(back, second, ConversionTarget.Gguf, "F32");
        }
        catch (IngotException refused)
        {
            return $"refused: {refused.Problem}";
        }

        using Checkpoint expected = Checkpoint.Open(source), actual = Checkpoint.Open(back);
        if (!Tensors(expected).SequenceEqual(Tensors(actual)))
            return $"tensors: {string.Join(", ", Tensors(expected).Except(Tensors(actual)))}";
        using GgufFile before = GgufFile.Open(first), after = GgufFile.Open(second);
        string[] wanted = [.. Gguf.MetadataText.Lines(before.Metadata)], got = [.. Gguf.MetadataText.Lines(after.Metadata)];
        if (!wanted.SequenceEqual(got))
            return $"keys: {string.Join(", ", wanted.Except(got).Concat(got.Except(wanted)).Select(line => line.Split(' ')[0]).Distinct())}";
        return File.ReadAllBytes(first).AsSpan().SequenceEqual(File.ReadAllBytes(second)) ? "same" : "bytes";
    }

    private static IEnumerable<string> Tensors(Checkpoint checkpoint) =>
        checkpoint.Tensors.Tensors.Where(tensor => !((HuggingFaceCheckpoint)checkpoint).Map.Ignored.Contains(tensor.Name)).Select(tensor => $"{tensor.Name} {tensor.Shape}").Order(StringComparer.Ordinal);

    private static void Convert(string source, string output, ConversionTarget target, string type)
    {
        using Checkpoint checkpoint = Checkpoint.Open(source);
        _ = ConversionJob.Prepare(checkpoint, new() { Output = output, Target = target, FileTypes = [type], Lineage = false }).Run(new());
    }
}
