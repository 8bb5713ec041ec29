using System.Security.Cryptography;
using System.Text.Json;

namespace Ingot.Tensors.Tests.GoldenFiles;

/// <summary>What the published quantizer wrote: the SHA-256 of every tensor, by file type.</summary>
internal sealed class QuantizerGolden
{
    private readonly Dictionary<string, GoldenTensor> sources;
    private readonly Dictionary<string, float[]> importances;
    private readonly JsonElement fileTypes;

    private QuantizerGolden(string folder, IEnumerable<GoldenTensor> sources)
    {
        this.sources = sources.ToDictionary(tensor => tensor.Name);
        importances = ReadImportances(Path.Combine(folder, "imatrix.gguf"));
        fileTypes = PackedJson.Parse(Path.Combine(folder, "expected.json")).RootElement.GetProperty("types");
    }

    /// <summary>The sample model. Its attention inputs are left out: conversion reorders their rows, and that is not tested here.</summary>
    public static QuantizerGolden SampleModel { get; } = new(
        TestFiles.Golden("quant", "internlm2-tiny"),
        Directory.GetFiles(TestFiles.InRepository("samples", "internlm2-tiny"), "*.safetensors")
            .SelectMany(GoldenTensor.ReadSafetensors)
            .Select(tensor => GgufName(tensor.Name) is { } name ? tensor with { Name = name } : null)
            .OfType<GoldenTensor>());

    /// <summary>A folder that carries its source as a GGUF file, whole or a few tensors of it.</summary>
    public static QuantizerGolden FromFolder(string folder)
    {
        string whole = Path.Combine(folder, "source.gguf");
        return new(folder, GoldenTensor.ReadGguf(File.Exists(whole) ? whole : Path.Combine(folder, "tensors.gguf")));
    }

    /// <summary>The tensors the files were made from, by the names they have there.</summary>
    public IReadOnlyDictionary<string, GoldenTensor> Sources => sources;

    /// <summary>Every tensor of <paramref name="type"/> in any file, with the weights and importance it was made from.</summary>
    public IEnumerable<(string File, GoldenTensor Source, float[] Importance, string Sha256)> Cases(TensorType type) =>
        from file in fileTypes.EnumerateObject()
        where file.Value.TryGetProperty("tensors", out _)
        from tensor in file.Value.GetProperty("tensors").EnumerateArray()
        where tensor.GetProperty("type").GetString() == type.Name
        let name = tensor.GetProperty("name").GetString()!
        where sources.ContainsKey(name)
        let withImportance = file.Name.EndsWith("+imatrix", StringComparison.Ordinal)
        let importance = withImportance ? importances.GetValueOrDefault(name) ?? [] : []
        select (file.Name, sources[name], importance, tensor.GetProperty("sha256").GetString()!);

    /// <summary>Encodes each case as its file had it; the cases whose bytes differ.</summary>
    public IReadOnlyList<string> Differences(TensorType type)
    {
        List<string> differences = [];
        // Most files of a kind hold the same tensors: each pair of source and importance is encoded once.
        foreach (var group in Cases(type).GroupBy(one => (one.Source.Name, HasImportance: one.Importance.Length > 0)))
        {
            (_, GoldenTensor source, float[] importance, _) = group.First();
            string actual = Convert.ToHexStringLower(SHA256.HashData(Encode(type, source, importance)));
            differences.AddRange(group.Where(one => one.Sha256 != actual).Select(one => $"{one.File}: {one.Source.Name}"));
        }

        return differences;
    }

    /// <summary>Encodes row by row; an importance longer than a row is that of one expert after the other.</summary>
    public static byte[] Encode(TensorType type, GoldenTensor source, float[] importance)
    {
        float[] weights = source.Decode();
        int rowBytes = (int)type.RowBytes(source.Columns);
        int rows = weights.Length / source.Columns, experts = importance.Length / source.Columns;
        byte[] bytes = new byte[rows * rowBytes];
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> rowImportance = experts == 0 ? [] : importance.AsSpan(row * experts / rows * source.Columns, source.Columns);
            type.Encode(weights.AsSpan(row * source.Columns, source.Columns), rowImportance, bytes.AsSpan(row * rowBytes, rowBytes));
        }

        return bytes;
    }

    private static Dictionary<string, float[]> ReadImportances(string path)
    {
        Dictionary<string, GoldenTensor> tensors = GoldenTensor.ReadGguf(path).ToDictionary(tensor => tensor.Name);
        return tensors.Keys.Where(name => name.EndsWith(".in_sum2", StringComparison.Ordinal)).Select(name => name[..^8]).ToDictionary(
            name => name,
            name =>
            {
                // One count, or one an expert.
                float[] counts = tensors[name + ".counts"].Decode(), sums = tensors[name + ".in_sum2"].Decode();
                return sums.Select((sum, i) => sum / counts[i / (sums.Length / counts.Length)]).ToArray();
            });
    }

    private static string? GgufName(string name)
    {
        string[] parts = name.Split('.');
        return (parts[^2], parts.Length > 3 ? parts[2] : "") switch
        {
            ("tok_embeddings", _) => "token_embd.weight",
            ("output", _) => "output.weight",
            ("wo", var layer) => $"blk.{layer}.attn_output.weight",
            ("w1", var layer) => $"blk.{layer}.ffn_gate.weight",
            ("w2", var layer) => $"blk.{layer}.ffn_down.weight",
            ("w3", var layer) => $"blk.{layer}.ffn_up.weight",
            _ => null,
        };
    }
}
