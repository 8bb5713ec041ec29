using System.Text.Json;
using Ingot.Quantization.Recipes;

namespace Ingot.Quantization.Tests.Recipes;

/// <summary>Against what <c>llama-quantize --dry-run</c> says of models made to reach one rule each, with its options.</summary>
public class DryRunChoiceTests
{
    public static TheoryData<string> Cases =>
        [.. Directory.GetFiles(TestFiles.Golden("quant", "choices"), "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order()];

    [Theory, MemberData(nameof(Cases))]
    public void Choose_AgreesWithLlamaQuantizeDryRun(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Golden("quant", "choices", $"{name}.json")));
        GoldenModel model = GoldenModel.Read(document.RootElement.GetProperty("source"));
        string[] order = [.. document.RootElement.GetProperty("order").EnumerateArray().Select(entry => entry.GetString()!)];
        List<string> differences = [];
        foreach (JsonElement run in document.RootElement.GetProperty("runs").EnumerateArray())
        {
            string label = $"{run.GetProperty("type")} {run.GetProperty("arguments")}";
            FileType fileType = FileTypes.Find(run.GetProperty("type").GetString()!)!;
            QuantizationOptions options = Options(run.GetProperty("arguments").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            IReadOnlyList<TensorChoice> choices = QuantizationRecipe.Choose(fileType, model.Facts, model.Tensors, options);
            Assert.Equal(order, choices.Select(choice => choice.Tensor.Name));
            string[] expected = run.GetProperty("types").GetString()!.Split(' ');
            differences.AddRange(expected.Zip(choices)
                .Where(pair => pair.First != pair.Second.TypeName)
                .Select(pair => $"{label}: {pair.Second.Tensor.Name} expected {pair.First}, actual {pair.Second.TypeName}"));
        }

        Assert.Empty(differences);
    }

    private static QuantizationOptions Options(string[] arguments)
    {
        QuantizationOptions options = new();
        for (int i = 0; i < arguments.Length; i++)
            options = arguments[i] switch
            {
                "--pure" => options with { Pure = true },
                "--leave-output-tensor" => options with { LeaveOutputTensor = true },
                "--output-tensor-type" => options with { OutputTensorType = arguments[++i] },
                "--token-embedding-type" => options with { TokenEmbeddingType = arguments[++i] },
                "--tensor-type" => options with
                {
                    TensorTypeOverrides = [.. options.TensorTypeOverrides, TensorTypeOverride.Parse(arguments[++i])],
                },
                _ => throw new InvalidOperationException($"No option {arguments[i]}."),
            };
        return options;
    }
}
