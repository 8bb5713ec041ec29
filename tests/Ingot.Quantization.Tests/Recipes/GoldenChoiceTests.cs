using System.Text.Json;
using Ingot.Quantization.Recipes;
using Ingot.Tensors;

namespace Ingot.Quantization.Tests.Recipes;

/// <summary>Against files the real llama-quantize wrote: every file type, with and without an importance matrix.</summary>
public class GoldenChoiceTests
{
    [Theory]
    [InlineData("internlm2-tiny")]
    [InlineData("qwen2-tiny")]
    [InlineData("llama-24-layers-gqa4")]
    [InlineData("llama-odd-widths")]
    [InlineData("mixtral-8-experts")]
    [InlineData("torture")]
    public void Choose_AgreesWithLlamaQuantize(string name) => AssertAgrees(TestFiles.Golden("quant", name));

    private static void AssertAgrees(string folder)
    {
        using JsonDocument source = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "source.json")));
        using JsonDocument expected = PackedJson.Parse(Path.Combine(folder, "expected.json"));
        GoldenModel model = GoldenModel.Read(source.RootElement);
        uint sourceId = source.RootElement.GetProperty("kv").EnumerateArray()
            .Single(entry => entry.GetProperty("key").GetString() == "general.file_type").GetProperty("value").GetUInt32();
        List<string> differences = [];
        int compared = 0;
        foreach (JsonProperty entry in expected.RootElement.GetProperty("types").EnumerateObject())
        {
            string[] parts = entry.Name.Split('+');
            FileType fileType = FileTypes.Find(parts[0]) ?? throw new InvalidOperationException($"No file type {parts[0]}.");
            QuantizationOptions options = new() { HasImportance = parts.Length == 2 };
            if (entry.Value.TryGetProperty("error", out _))
                AssertRefused(fileType, model, options);
            else
                differences.AddRange(Differences(entry, sourceId, QuantizationRecipe.Choose(fileType, model.Facts, model.Tensors, options)));
            compared++;
        }

        Assert.True(compared > 40, $"Only {compared} file types were compared.");
        Assert.Empty(differences);
    }

    private static IEnumerable<string> Differences(JsonProperty expected, uint sourceId, IReadOnlyList<TensorChoice> choices)
    {
        JsonElement[] tensors = [.. expected.Value.GetProperty("tensors").EnumerateArray()];
        Assert.Equal(tensors.Select(tensor => tensor.GetProperty("name").GetString()), choices.Select(choice => choice.Tensor.Name));
        Assert.True(expected.Name.EndsWith("+imatrix", StringComparison.Ordinal) || !choices.Any(choice => choice.NeedsImportance));
        if (expected.Value.TryGetProperty("kv", out JsonElement metadata))
            Assert.Equal(
                QuantizationRecipe.Metadata(FileTypes.Find(expected.Name.Split('+')[0])!, sourceId),
                metadata.EnumerateArray()
                    .Where(entry => entry.GetProperty("key").GetString() is "general.quantization_version" or "general.file_type")
                    .Select(entry => KeyValuePair.Create(entry.GetProperty("key").GetString()!, entry.GetProperty("value").GetUInt32())));
        return tensors.Zip(choices)
            .Where(pair => pair.First.GetProperty("type").GetString() != pair.Second.TypeName)
            .Select(pair => $"{expected.Name}: {pair.Second.Tensor.Name} expected {pair.First.GetProperty("type")}, actual {pair.Second.TypeName}");
    }

    // The real tool refuses for two reasons: garbage without an importance matrix, and rows nothing fits.
    private static void AssertRefused(FileType fileType, GoldenModel model, QuantizationOptions options)
    {
        bool needsImportance = false;
        IngotException? refusal = null;
        try
        {
            needsImportance = QuantizationRecipe.Choose(fileType, model.Facts, model.Tensors, options).Any(choice => choice.NeedsImportance);
        }
        catch (IngotException exception)
        {
            refusal = exception;
        }

        Assert.True(refusal is not null || (needsImportance && !options.HasImportance), $"{fileType} was not refused.");
    }
}
