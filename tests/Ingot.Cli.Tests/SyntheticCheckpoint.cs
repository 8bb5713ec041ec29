using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace Ingot.Cli.Tests;

/// <summary>A llama checkpoint of random weights, large enough to interrupt, or small and with something wrong in it.</summary>
internal sealed class SyntheticCheckpoint
{
    private const int Hidden = 512, FeedForward = 1536, Heads = 8, KeyValueHeads = 4, Vocabulary = 2048;
    private readonly int layers;
    private readonly string folder;

    private SyntheticCheckpoint(string folder, int layers)
    {
        this.folder = folder;
        this.layers = layers;
    }

    /// <summary>Changes the data of a tensor after it was made: name, bytes.</summary>
    public Action<string, byte[]>? Spoil { get; init; }

    /// <summary>Names of tensors to leave out.</summary>
    public string[] Missing { get; init; } = [];

    /// <summary>Names of tensors beyond those of the family.</summary>
    public string[] Extra { get; init; } = [];

    /// <summary>Writes a sound checkpoint of that many layers (6.2 MB each) into a new folder.</summary>
    public static string Write(string folder, int layers) => new SyntheticCheckpoint(folder, layers).Write();

    /// <summary>Writes a checkpoint of one layer with something wrong in it.</summary>
    public static string WriteSpoiled(
        string folder, Action<string, byte[]>? spoil = null, string[]? missing = null, string[]? extra = null, Func<string, string>? config = null)
    {
        SyntheticCheckpoint checkpoint = new(folder, layers: 1) { Spoil = spoil, Missing = missing ?? [], Extra = extra ?? [] };
        _ = checkpoint.Write();
        if (config is not null)
            File.WriteAllText(Path.Combine(folder, "config.json"), config(File.ReadAllText(Path.Combine(folder, "config.json"))));
        return folder;
    }

    private string Write()
    {
        _ = Directory.CreateDirectory(folder);
        foreach (string name in new[] { "tokenizer.model", "tokenizer_config.json", "generation_config.json" })
            File.Copy(TestFiles.Golden("models", "llama-tiny", name), Path.Combine(folder, name));
        File.WriteAllText(Path.Combine(folder, "config.json"), $$"""
            {
              "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": {{Hidden}}, "intermediate_size": {{FeedForward}},
              "num_hidden_layers": {{layers}}, "num_attention_heads": {{Heads}}, "num_key_value_heads": {{KeyValueHeads}},
              "vocab_size": {{Vocabulary}}, "max_position_embeddings": 512, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
              "torch_dtype": "bfloat16", "bos_token_id": 1, "eos_token_id": 2, "tie_word_embeddings": false
            }
            """);
        WriteTensors([.. Tensors().Where(tensor => !Missing.Contains(tensor.Name)), .. Extra.Select(name => (name, new[] { 4, Hidden }))]);
        return folder;
    }

    private IEnumerable<(string Name, int[] Shape)> Tensors()
    {
        const int KeyValues = Hidden / Heads * KeyValueHeads;
        yield return ("model.embed_tokens.weight", [Vocabulary, Hidden]);
        for (int layer = 0; layer < layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            yield return (prefix + "input_layernorm.weight", [Hidden]);
            yield return (prefix + "self_attn.q_proj.weight", [Hidden, Hidden]);
            yield return (prefix + "self_attn.k_proj.weight", [KeyValues, Hidden]);
            yield return (prefix + "self_attn.v_proj.weight", [KeyValues, Hidden]);
            yield return (prefix + "self_attn.o_proj.weight", [Hidden, Hidden]);
            yield return (prefix + "post_attention_layernorm.weight", [Hidden]);
            yield return (prefix + "mlp.gate_proj.weight", [FeedForward, Hidden]);
            yield return (prefix + "mlp.up_proj.weight", [FeedForward, Hidden]);
            yield return (prefix + "mlp.down_proj.weight", [Hidden, FeedForward]);
        }

        yield return ("model.norm.weight", [Hidden]);
        yield return ("lm_head.weight", [Vocabulary, Hidden]);
    }

    private void WriteTensors(IReadOnlyList<(string Name, int[] Shape)> tensors)
    {
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            long offset = 0;
            foreach ((string name, int[] shape) in tensors)
            {
                long bytes = 2L * shape.Aggregate(1, (product, dimension) => product * dimension);
                json.WriteStartObject(name);
                json.WriteString("dtype", "BF16");
                json.WritePropertyName("shape");
                json.WriteRawValue($"[{string.Join(',', shape)}]");
                json.WritePropertyName("data_offsets");
                json.WriteRawValue($"[{offset},{offset + bytes}]");
                json.WriteEndObject();
                offset += bytes;
            }

            json.WriteEndObject();
        }

        byte[] text = header.ToArray(), padded = [.. text, .. Encoding.ASCII.GetBytes(new string(' ', (8 - (text.Length % 8)) % 8))];
        using FileStream file = File.Create(Path.Combine(folder, "model.safetensors"));
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded.Length);
        file.Write(length);
        file.Write(padded);
        Random random = new(7);
        foreach ((string name, int[] shape) in tensors)
        {
            byte[] data = new byte[2 * shape.Aggregate(1, (product, dimension) => product * dimension)];
            random.NextBytes(data);
            // The high byte is the sign and most of the exponent: magnitudes between 0.0078 and 0.031.
            for (int i = 1; i < data.Length; i += 2)
                data[i] = (byte)((data[i] & 0x80) | 0x3C);
            Spoil?.Invoke(name, data);
            file.Write(data);
        }
    }
}
