using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Encoders against the hashes of what the published quantizer wrote for the same weights.</summary>
public sealed class KQuantGoldenTests
{
    private static readonly string[] kQuants = ["Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"];

    [Fact]
    public void Encode_WritesThePublishedBytes_ForTheSample() =>
        CheckFolder(TestFiles.Golden("quant", "internlm2-tiny"), KQuantSafetensors.ReadInternLm2(TestFiles.InRepository("samples", "internlm2-tiny")));

    [ReferenceFact("golden", "quant", "torture")]
    public void Encode_WritesThePublishedBytes_ForHardRows()
    {
        string folder = TestFiles.Reference("golden", "quant", "torture")!;
        CheckFolder(folder, KQuantGguf.ReadFloats(Path.Combine(folder, "source.gguf")));
    }

    private static void CheckFolder(string folder, Dictionary<string, (float[] Weights, int Columns)> sources)
    {
        Dictionary<string, float[]> importance = KQuantGguf.ReadImportance(Path.Combine(folder, "imatrix.gguf"));
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        // The same tensor in the same type comes back in many files: each case once.
        Dictionary<(string Name, string Type, bool Important), string> cases = [];
        foreach (JsonProperty file in expected.RootElement.GetProperty("types").EnumerateObject())
        {
            if (!file.Value.TryGetProperty("tensors", out JsonElement tensors))
                continue;
            foreach (JsonElement tensor in tensors.EnumerateArray())
            {
                string name = tensor.GetProperty("name").GetString()!, type = tensor.GetProperty("type").GetString()!;
                bool important = file.Name.EndsWith("+imatrix", StringComparison.Ordinal) && importance.ContainsKey(name);
                if (kQuants.Contains(type) && sources.ContainsKey(name))
                    cases[(name, type, important)] = tensor.GetProperty("sha256").GetString()!;
            }
        }

        foreach (string type in kQuants)
        {
            Assert.Contains(cases.Keys, key => key.Type == type && key.Important);
            Assert.Contains(cases.Keys, key => key.Type == type && !key.Important);
        }

        ConcurrentBag<string> wrong = [];
        Parallel.ForEach(cases, one =>
        {
            var (weights, columns) = sources[one.Key.Name];
            byte[] bytes = Encode(TensorTypes.FromName(one.Key.Type)!, weights, columns, one.Key.Important ? importance[one.Key.Name] : default);
            if (!Convert.ToHexStringLower(SHA256.HashData(bytes)).Equals(one.Value, StringComparison.Ordinal))
                wrong.Add($"{one.Key}");
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cases.Count} differ: {string.Join("; ", wrong.Order())}");
    }

    private static byte[] Encode(TensorType type, float[] weights, int columns, ReadOnlySpan<float> importance)
    {
        byte[] bytes = new byte[type.ByteCount(new(weights.Length / columns, columns))];
        int rowBytes = (int)type.RowBytes(columns);
        for (int row = 0; row < weights.Length / columns; row++)
            type.Encode(weights.AsSpan(row * columns, columns), importance, bytes.AsSpan(row * rowBytes, rowBytes));
        return bytes;
    }
}
