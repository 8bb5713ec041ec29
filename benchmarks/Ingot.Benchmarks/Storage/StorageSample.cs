using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingot.Checkpoints.Storage;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Benchmarks.Storage;

/// <summary>One weight of 4096 x 4096 as a storage scheme keeps it: random codes, plausible scales, in a file of its own.</summary>
internal sealed class StorageSample : IDisposable
{
    public const int Rows = 4096;
    public const int Columns = 4096;

    private const string Module = "m";
    private const string State = """{"quant_type": "nf4", "blocksize": 64, "dtype": "bfloat16", "shape": [4096, 4096]""";

    private readonly string path = Path.GetTempFileName();
    private readonly SafetensorsFile file;

    private StorageSample(string name, string config, (string Name, string Type, int[] Shape, byte[] Bytes)[] tensors)
    {
        Name = name;
        Write(path, tensors);
        file = SafetensorsFile.Open(path);
        JsonElement section = JsonSerializer.Deserialize<JsonElement>(config);
        LogicalTensors logical = LogicalTensors.Create(file, QuantizationConfig.Of(section, new("config.json")));
        Weight = logical.Open(Module + ".weight");
    }

    /// <summary>The scheme, for the page.</summary>
    public string Name { get; }

    /// <summary>The weight.</summary>
    public IWeight Weight { get; }

    /// <summary>A weight of every scheme, made when it is asked for.</summary>
    public static IEnumerable<Func<StorageSample>> All { get; } =
    [
        () => new("bitsandbytes NF4", "{}", [
            ("m.weight", "U8", [Rows * Columns / 2, 1], Codes(Rows * Columns / 2)),
            ("m.weight.absmax", "F32", [Rows * Columns / 64], Floats(Rows * Columns / 64)),
            ("m.weight.quant_state.bitsandbytes__nf4", "U8", [State.Length + 1], System.Text.Encoding.ASCII.GetBytes(State + "}"))]),
        () => new("bitsandbytes NF4, nested", "{}", Nested()),
        () => new("bitsandbytes LLM.int8", "{}", [
            ("m.weight", "I8", [Rows, Columns], Codes(Rows * Columns)), ("m.SCB", "F32", [Rows], Floats(Rows)), ("m.weight_format", "U8", [1], [0])]),
        () => new("GPTQ 4-bit, groups of 128", """{"quant_method": "gptq", "bits": 4, "group_size": 128, "sym": false}""", Gptq(order: false)),
        () => new("GPTQ 4-bit, act-order", """{"quant_method": "gptq", "bits": 4, "group_size": 128, "sym": false, "desc_act": true}""", Gptq(order: true)),
        () => new("AWQ GEMM", """{"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemm"}""", [
            ("m.qweight", "I32", [Columns, Rows / 8], Codes(Rows * Columns / 2)), ("m.qzeros", "I32", [Columns / 128, Rows / 8], Codes(Columns / 128 * Rows / 2)),
            ("m.scales", "F16", [Columns / 128, Rows], Halves(Columns / 128 * Rows))]),
        () => new("AWQ GEMV", """{"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemv"}""", [
            ("m.qweight", "I32", [Rows, Columns / 8], Codes(Rows * Columns / 2)), ("m.qzeros", "I32", [Rows, 4], Codes(Rows * 16)), ("m.scales", "F16", [Rows, 32], Halves(Rows * 32))]),
        () => new("AWQ GEMV-fast", """{"quant_method": "awq", "bits": 4, "group_size": 128, "version": "gemv_fast"}""", [
            ("m.qweight", "I16", [Rows / 4, Columns], Codes(Rows * Columns / 2)), ("m.qzeros", "F16", [32, Rows], Halves(32 * Rows)), ("m.scales", "F16", [32, Rows], Halves(32 * Rows))]),
        () => new("compressed-tensors INT4, groups of 32", """{"quant_method": "compressed-tensors", "config_groups": {"g": {"weights": {"num_bits": 4, "group_size": 32, "symmetric": true}}}}""", [
            ("m.weight_packed", "I32", [Rows, Columns / 8], Codes(Rows * Columns / 2)), ("m.weight_scale", "F16", [Rows, Columns / 32], Halves(Rows * Columns / 32)),
            ("m.weight_shape", "I32", [2], MemoryMarshal.AsBytes([Rows, Columns]).ToArray())]),
        () => new("FP8, blocks of 128 x 128", """{"quant_method": "fp8", "weight_block_size": [128, 128]}""", [
            ("m.weight", "F8_E4M3", [Rows, Columns], Codes(Rows * Columns, 0x77)), ("m.weight_scale_inv", "F32", [Rows / 128, Columns / 128], Floats(Rows * Columns / 16384))]),
        () => new("NVFP4", """{"quant_method": "compressed-tensors"}""", [
            ("m.weight_packed", "U8", [Rows, Columns / 2], Codes(Rows * Columns / 2)), ("m.weight_scale", "F8_E4M3", [Rows, Columns / 16], Codes(Rows * Columns / 16, 0x77)),
            ("m.weight_global_scale", "F32", [1], Floats(1))]),
        () => new("MXFP4", """{"quant_method": "compressed-tensors"}""", [
            ("m.weight_packed", "U8", [Rows, Columns / 2], Codes(Rows * Columns / 2)), ("m.weight_scale", "U8", [Rows, Columns / 32], Codes(Rows * Columns / 32, 0x7F))]),
        () => new("EXL2 4-bit", "{}", [
            ("m.q_weight", "I32", [Columns / 8, Rows], Codes(Rows * Columns / 2)), ("m.q_scale", "I32", [1, Rows / 8], Codes(Rows / 2)),
            ("m.q_scale_max", "F16", [1], Halves(1)), ("m.q_groups", "I16", [2], [4, 0, 0, 0]), ("m.q_invperm", "I32", [Columns], Order())]),
    ];

    public void Dispose()
    {
        file.Dispose();
        File.Delete(path);
    }

    private static (string, string, int[], byte[])[] Nested()
    {
        string state = State + ", \"nested_blocksize\": 256, \"nested_dtype\": \"float32\", \"nested_offset\": 0.02}";
        return
        [
            ("m.weight", "U8", [Rows * Columns / 2, 1], Codes(Rows * Columns / 2)),
            ("m.weight.absmax", "U8", [Rows * Columns / 64], Codes(Rows * Columns / 64)),
            ("m.weight.nested_absmax", "F32", [Rows * Columns / 64 / 256], Floats(Rows * Columns / 64 / 256)),
            ("m.weight.nested_quant_map", "F32", [256], Floats(256)),
            ("m.weight.quant_state.bitsandbytes__nf4", "U8", [state.Length], System.Text.Encoding.ASCII.GetBytes(state)),
        ];
    }

    private static (string, string, int[], byte[])[] Gptq(bool order) =>
    [
        ("m.qweight", "I32", [Columns / 8, Rows], Codes(Rows * Columns / 2)), ("m.qzeros", "I32", [Columns / 128, Rows / 8], Codes(Columns / 128 * Rows / 2)),
        ("m.scales", "F16", [Columns / 128, Rows], Halves(Columns / 128 * Rows)),
        ("m.g_idx", "I32", [Columns], MemoryMarshal.AsBytes(Enumerable.Range(0, Columns).Select(i => order ? i * 7 % 32 : i / 128).ToArray().AsSpan()).ToArray()),
    ];

    private static byte[] Codes(int count, byte mask = byte.MaxValue)
    {
        byte[] bytes = new byte[count];
        new Random(count).NextBytes(bytes);
        return mask == byte.MaxValue ? bytes : [.. bytes.Select(code => (byte)(code & mask))];
    }

    private static byte[] Floats(int count) => MemoryMarshal.AsBytes(Row.Importance(count).AsSpan()).ToArray();

    private static byte[] Halves(int count) => MemoryMarshal.AsBytes(Row.Importance(count).Select(value => (Half)(value / 64)).ToArray().AsSpan()).ToArray();

    private static byte[] Order() => MemoryMarshal.AsBytes(Enumerable.Range(0, Columns).Select(i => i * 1023 % Columns).ToArray().AsSpan()).ToArray();

    private static void Write(string path, (string Name, string Type, int[] Shape, byte[] Bytes)[] tensors)
    {
        JsonObject header = [];
        int offset = 0;
        foreach ((string name, string type, int[] shape, byte[] bytes) in tensors)
        {
            header[name] = new JsonObject
            {
                ["dtype"] = type, ["shape"] = JsonSerializer.SerializeToNode(shape), ["data_offsets"] = new JsonArray(offset, offset + bytes.Length),
            };
            offset += bytes.Length;
        }

        byte[] text = JsonSerializer.SerializeToUtf8Bytes(header), size = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(size, text.Length);
        File.WriteAllBytes(path, [.. size, .. text, .. tensors.SelectMany(tensor => tensor.Bytes)]);
    }
}
