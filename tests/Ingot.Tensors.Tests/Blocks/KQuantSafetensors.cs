using System.Buffers.Binary;
using System.Text.Json;

namespace Ingot.Tensors.Tests.Blocks;

/// <summary>Just enough of safetensors to read the BF16 weights the golden bytes were made from.</summary>
internal static class KQuantSafetensors
{
    /// <summary>Every tensor of the shards as floats, under its GGUF name; those GGUF names alone that need no permutation.</summary>
    public static Dictionary<string, (float[] Weights, int Columns)> ReadInternLm2(string folder)
    {
        Dictionary<string, (float[], int)> tensors = [];
        foreach (string path in Directory.GetFiles(folder, "*.safetensors").Order())
        {
            byte[] file = File.ReadAllBytes(path);
            int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
            using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, headerLength));
            foreach (JsonProperty tensor in header.RootElement.EnumerateObject())
            {
                if (GgufName(tensor.Name) is not { } name)
                    continue;
                Assert.Equal("BF16", tensor.Value.GetProperty("dtype").GetString());
                int start = tensor.Value.GetProperty("data_offsets")[0].GetInt32(), end = tensor.Value.GetProperty("data_offsets")[1].GetInt32();
                float[] weights = new float[(end - start) / 2];
                TensorTypes.BF16.Decode(file.AsSpan(8 + headerLength + start, end - start), weights);
                tensors.Add(name, (weights, tensor.Value.GetProperty("shape")[1].GetInt32()));
            }
        }

        return tensors;
    }

    private static string? GgufName(string name)
    {
        string[] parts = name.Split('.');
        return parts switch
        {
            ["output", "weight"] => "output.weight",
            ["model", "tok_embeddings", "weight"] => "token_embd.weight",
            ["model", "layers", var layer, "feed_forward", "w1", "weight"] => $"blk.{layer}.ffn_gate.weight",
            ["model", "layers", var layer, "feed_forward", "w2", "weight"] => $"blk.{layer}.ffn_down.weight",
            ["model", "layers", var layer, "feed_forward", "w3", "weight"] => $"blk.{layer}.ffn_up.weight",
            ["model", "layers", var layer, "attention", "wo", "weight"] => $"blk.{layer}.attn_output.weight",
            _ => null,
        };
    }
}
