using Ingot.Conversion.Gguf;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Expectations are what the published naming heuristics (gguf.metadata of llama.cpp 0.7.0) answer.</summary>
public class ModelIdPartsTests
{
    [Theory]
    [InlineData("meta-llama/Llama-2-7b-hf", 6738415616, "Llama-2-7b-hf", "meta-llama", "Llama-2", "hf", null, "7B")]
    [InlineData("Qwen/Qwen2.5-7B-Instruct", 7615616512, "Qwen2.5-7B-Instruct", "Qwen", "Qwen2.5", "Instruct", null, "7B")]
    [InlineData("internlm/internlm2-chat-1_8b", 1889110016, "internlm2-chat-1_8b", "internlm", "internlm2", "chat", null, "1.8B")]
    [InlineData("bigscience/bloom-7b1-petals", 7069016064, "bloom-7b1-petals", "bigscience", "bloom", "petals", null, "7.1B")]
    [InlineData("mistralai/Mixtral-8x7B-v0.1", 46702792704, "Mixtral-8x7B-v0.1", "mistralai", "Mixtral", null, "v0.1", "8x7B")]
    [InlineData("Mistral-7B-Instruct-v0.3", 7248023552, "Mistral-7B-Instruct-v0.3", null, "Mistral", "Instruct", "v0.3", "7B")]
    [InlineData("NousResearch/Yarn-Llama-2-7b-128k", 6738415616, "Yarn-Llama-2-7b-128k", "NousResearch", "Yarn-Llama-2", "128k", null, "7B")]
    [InlineData("microsoft/Phi-3-mini-4k-instruct", 3821079552, "Phi-3-mini-4k-instruct", "microsoft", "Phi-3", "4k-instruct", null, "mini")]
    [InlineData("Qwen1.5-0.5B-Chat-GPTQ-Int4", 463987712, "Qwen1.5-0.5B-Chat-GPTQ-Int4", null, "Qwen1.5", "Chat-GPTQ-Int4", null, "0.5B")]
    [InlineData("gpt2", 124439808, "gpt2", null, null, null, null, null)]
    [InlineData("org/model-v2-large-fp16", 1000000, "model-v2-large-fp16", "org", "model-v2", null, null, "large")]
    [InlineData("a model", 5, "a model", null, null, null, null, null)]
    [InlineData("./x", 5, "x", null, null, null, null, null)]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite-Chat", 15706484224, "DeepSeek-V2-Lite-Chat", "deepseek-ai", "DeepSeek-V2-Lite", "Chat", null, null)]
    [InlineData("Qwen3-30B-A3B-Instruct-2507", 30532122624, "Qwen3-30B-A3B-Instruct-2507", null, "Qwen3", "Instruct", "2507", "30B-A3B")]
    [InlineData("Meta-Llama-3.1-8B-Instruct-bf16", 8030261248, "Meta-Llama-3.1-8B-Instruct-bf16", null, "Meta-Llama-3.1", "Instruct", null, "8B")]
    [InlineData("v2-7b", 7000000000, "v2-7b", null, "v2", null, null, "7B")]
    [InlineData("--x--", 3, "--x--", null, null, null, null, null)]
    public void Parse_AnswersAsTheReference(
        string id, long parameters, string name, string? organization, string? baseName, string? fineTune, string? version, string? size) =>
        Assert.Equal(new ModelIdParts(name, organization, baseName, fineTune, version, size), ModelIdParts.Parse(id, parameters));

    [Theory]
    [InlineData("llama-2-7b-hf", "Llama 2 7b Hf")]
    [InlineData("internlm2-chat", "Internlm2 Chat")]
    [InlineData("llama3b-x", "Llama3B X")]
    [InlineData("phi-v1.5-abc", "Phi v1.5 Abc")]
    [InlineData("iPhone-model", "iPhone Model")]
    public void ToTitle_AnswersAsTheReference(string id, string title) => Assert.Equal(title, ModelIdParts.ToTitle(id));

    [Theory]
    [InlineData(0, "0.00K")]
    [InlineData(999, "1.0K")]
    [InlineData(2500, "2.5K")]
    [InlineData(12500, "12K")]
    [InlineData(99500, "100K")]
    [InlineData(138500, "138K")]
    [InlineData(1000000, "1000K")]
    [InlineData(1250000, "1.2M")]
    [InlineData(2250000, "2.2M")]
    [InlineData(2350000, "2.4M")]
    [InlineData(9950000, "10M")]
    [InlineData(999999999, "1000M")]
    [InlineData(7241732096, "7.2B")]
    [InlineData(2500000000000, "2.5T")]
    public void SizeLabel_RoundsAsTheReference(long parameters, string label) => Assert.Equal(label, SizeLabels.Of(parameters));
}
