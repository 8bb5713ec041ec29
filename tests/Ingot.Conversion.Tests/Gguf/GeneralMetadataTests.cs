using System.Text.Json;
using Ingot.Conversion.Gguf;
using Ingot.Formats.Gguf;
using Ingot.Models.Architectures;

namespace Ingot.Conversion.Tests.Gguf;

public class GeneralMetadataTests
{
    private const string Card =
        """
        ---
        # a comment
        license: other
        license_name: tiny-license   # said here
        license_link: "https://example.org/LICENSE"
        language:
        - en
        - zh
        - no
        tags: [chat, 'small one', pytorch]
        pipeline_tag: text-generation
        base_model:
          - Qwen/Qwen2.5-3B
          - https://huggingface.co/mistralai/Mistral-7B-Instruct-v0.3
          - https://example.org/model
        datasets:
        - org/data-set-v1.2
        - plain
        model_creator: Jane Doe
        model_type: qwen2
        model-index:
        - name: x
          results:
          - task:
              type: text-generation
        description: A model.
        library_name: transformers
        ---
        # Some model
        """;

    [Fact]
    public void Card_NameAndFolder_AnswerAsTheReference()
    {
        // Recorded from gguf.metadata of llama.cpp 0.7.0 on the same four files.
        string[] expected =
        [
            "general.sampling.top_k int32 7",
            "general.sampling.min_p float32 0.05",
            "general.sampling.temp float32 0.5",
            "general.sampling.penalty_repeat float32 1.2",
            "general.sampling.mirostat int32 2",
            "general.name string My Model v2.1 3B Instruct",
            "general.author string Jane Doe",
            "general.organization string Org X",
            "general.finetune string instruct",
            "general.basename string qwen2",
            "general.description string A model.",
            "general.size_label string 3B",
            "general.license string other",
            "general.license.name string tiny-license",
            "general.license.link string https://example.org/LICENSE",
            "general.base_model.count uint32 3",
            "general.base_model.0.name string Qwen2.5 3B",
            "general.base_model.0.organization string Qwen",
            "general.base_model.0.repo_url string https://huggingface.co/Qwen/Qwen2.5-3B",
            "general.base_model.1.name string Mistral 7B Instruct v0.3",
            "general.base_model.1.version string v0.3",
            "general.base_model.1.organization string Mistralai",
            "general.base_model.1.repo_url string https://huggingface.co/mistralai/Mistral-7B-Instruct-v0.3",
            "general.base_model.2.repo_url string https://example.org/model",
            "general.dataset.count uint32 2",
            "general.dataset.0.name string Data Set v1.2",
            "general.dataset.0.version string v1.2",
            "general.dataset.0.organization string Org",
            "general.dataset.0.repo_url string https://huggingface.co/org/data-set-v1.2",
            "general.dataset.1.name string Plain",
        ];
        GgufMetadata metadata = General(
            "Some-Model-3b-chat",
            """{"_name_or_path": "org-x/My-Model-v2.1-3B-instruct"}""",
            Card,
            """{"temperature": 0.5, "top_k": 7, "min_p": 0.05, "penalty_repeat": 1.2, "repetition_penalty": 9, "mirostat": 2}""",
            3_000_000_000);
        Assert.Equal(expected, MetadataText.Lines(metadata).SkipLast(2));
        Assert.Equal(["chat", "small one", "pytorch", "text-generation"], Strings(metadata["general.tags"]));
        Assert.Equal(["en", "zh", "no"], Strings(metadata["general.languages"]));
    }

    [Fact]
    public void Card_NamesWhatItPassesOver_AndNeverThrows()
    {
        ModelCard card = ModelCard.Parse(Card);
        Assert.Equal(["model-index"], card.NotRead);
        Assert.Empty(ModelCard.Parse("# no front matter").NotRead);
        Assert.Null(ModelCard.Parse("---\nname: null\n---").Scalar("name"));
        Assert.Equal(["text"], ModelCard.Parse("---\ntext: |\n  lines\nname: x\n---").NotRead);
        Assert.Equal("x", ModelCard.Parse("---\ntext: |\n  lines\nname: x\n---").Scalar("name"));
        foreach (string odd in (string[])["---", "---\n[", "---\n- a\n- b", "---\na: [b", "---\n:\n: x\n\"", ""])
            Assert.Null(ModelCard.Parse(odd).Scalar("name"));
    }

    [ReferenceFact("conformance")]
    public void NamesOfEveryConformanceCase_AreTheConverters()
    {
        string[] keys =
        [
            "general.name", "general.organization", "general.basename", "general.finetune", "general.version", "general.size_label",
        ];
        int compared = 0;
        foreach (string folder in Directory.GetDirectories(TestFiles.Reference("conformance")!))
        {
            // Experts count once in a size label; that is for the families that have them.
            if (TokenizerFolder.Json(folder, "expected-f16.json") is not JsonElement expected
                || expected.GetProperty("tensors").EnumerateArray().Any(tensor => tensor.GetProperty("name").GetString()!.Contains("_exps.")))
            {
                continue;
            }

            string config = File.ReadAllText(Path.Combine(folder, "model", "config.json"));
            long parameters = expected.GetProperty("tensors").EnumerateArray()
                .Sum(tensor => tensor.GetProperty("shape").EnumerateArray().Aggregate(1L, (product, size) => product * size.GetInt64()));
            string[] arguments = [.. expected.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)];
            int named = Array.IndexOf(arguments, "--model-name");
            GgufMetadata metadata = General("model", config, null, null, parameters, named < 0 ? null : arguments[named + 1]);
            Assert.Equal(
                [folder, .. MetadataText.Lines(expected.GetProperty("kv")).Where(IsCompared)],
                (string[])[folder, .. MetadataText.Lines(metadata).Where(IsCompared)]);
            compared++;
        }

        Assert.True(compared > 30, $"Only {compared} cases were compared.");
        bool IsCompared(string line) => keys.Any(key => line.StartsWith(key + " ", StringComparison.Ordinal));
    }

    private static GgufMetadata General(
        string folder, string config, string? card, string? generation, long parameters, string? modelName = null)
    {
        GgufMetadata metadata = [];
        GeneralMetadata.Add(metadata, new()
        {
            Spec = ArchitectureList.All[0],
            Hyperparameters = new()
            {
                VocabularySize = 1, LayerCount = 1, ContextLength = 1, EmbeddingLength = 2, FeedForwardLength = 1, HeadCount = 1,
                KeyValueHeadCount = 1, HeadLength = 2, NormEpsilon = 1, RopeBase = 1,
            },
            Config = JsonSerializer.Deserialize<JsonElement>(config),
            FolderName = folder,
            ModelCard = card,
            GenerationConfig = generation is null ? null : JsonSerializer.Deserialize<JsonElement>(generation),
            ModelName = modelName,
            ParameterCount = parameters,
            FileType = 1,
            Vocabulary = new() { Vocabulary = new() { Model = "llama", Tokens = [] }, Metadata = [] },
        });
        return metadata;
    }

    private static IEnumerable<string> Strings(GgufValue? value) =>
        value!.AsArray<ReadOnlyMemory<byte>>()!.Select(MetadataText.Show);
}
