using Ingot.Tensors.Blocks;

namespace Ingot.Tensors;

/// <summary>Every tensor type there is. A new block type is its file in Blocks/ and one line here.</summary>
public static class TensorTypes
{
    // Filled by the initializers below in textual order; never changed afterwards.
    private static readonly List<TensorType> registered = [];

    /// <summary>IEEE 754 single precision.</summary>
    public static TensorType F32 { get; } = Plain("F32", new Float32Conversion(), ggufId: 0, "F32");

    /// <summary>IEEE 754 half precision.</summary>
    public static TensorType F16 { get; } = Plain("F16", new Float16Conversion(), ggufId: 1, "F16", largestMagnitude: 65504);

    /// <summary>The upper 16 bits of a single.</summary>
    public static TensorType BF16 { get; } = Plain("BF16", new BFloat16Conversion(), ggufId: 30, "BF16");

    /// <summary>IEEE 754 double precision.</summary>
    public static TensorType F64 { get; } = Plain("F64", new Float64Conversion(), ggufId: 28, "F64");

    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, no infinities.</summary>
    public static TensorType F8_E4M3 { get; } = Plain("F8_E4M3", new Float8Conversion(Float8Conversion.DecodeE4M3, "F8_E4M3"), null, "F8_E4M3");

    /// <summary>8-bit float, 5 exponent and 2 mantissa bits.</summary>
    public static TensorType F8_E5M2 { get; } = Plain("F8_E5M2", new Float8Conversion(Float8Conversion.DecodeE5M2, "F8_E5M2"), null, "F8_E5M2");

    /// <summary>Signed 8-bit integers.</summary>
    public static TensorType I8 { get; } = Opaque("I8", 1, ggufId: 24, "I8");

    /// <summary>Signed 16-bit integers.</summary>
    public static TensorType I16 { get; } = Opaque("I16", 2, ggufId: 25, "I16");

    /// <summary>Signed 32-bit integers.</summary>
    public static TensorType I32 { get; } = Opaque("I32", 4, ggufId: 26, "I32");

    /// <summary>Signed 64-bit integers.</summary>
    public static TensorType I64 { get; } = Opaque("I64", 8, ggufId: 27, "I64");

    /// <summary>Unsigned 8-bit integers, and the packed codes of many quantized checkpoints.</summary>
    public static TensorType U8 { get; } = Opaque("U8", 1, ggufId: null, "U8");

    /// <summary>Unsigned 16-bit integers.</summary>
    public static TensorType U16 { get; } = Opaque("U16", 2, ggufId: null, "U16");

    /// <summary>Unsigned 32-bit integers.</summary>
    public static TensorType U32 { get; } = Opaque("U32", 4, ggufId: null, "U32");

    /// <summary>Unsigned 64-bit integers.</summary>
    public static TensorType U64 { get; } = Opaque("U64", 8, ggufId: null, "U64");

    /// <summary>One byte a truth value.</summary>
    public static TensorType Bool { get; } = Opaque("BOOL", 1, ggufId: null, "BOOL");

    /// <summary>8-bit power-of-two scales.</summary>
    public static TensorType F8_E8M0 { get; } = Opaque("F8_E8M0", 1, ggufId: null, "F8_E8M0");

    /// <summary>32 weights of four bits and a scale.</summary>
    public static TensorType Q4_0 { get; } = Block<BlockQ4_0, BlockQ8_0>(() => Q8_0!);

    /// <summary>32 weights of four bits, a scale and a minimum.</summary>
    public static TensorType Q4_1 { get; } = Block<BlockQ4_1, BlockQ8_1>(() => Q8_1!);

    /// <summary>32 weights of five bits and a scale.</summary>
    public static TensorType Q5_0 { get; } = Block<BlockQ5_0, BlockQ8_0>(() => Q8_0!);

    /// <summary>32 weights of five bits, a scale and a minimum.</summary>
    public static TensorType Q5_1 { get; } = Block<BlockQ5_1, BlockQ8_1>(() => Q8_1!);

    /// <summary>32 weights of eight bits and a scale.</summary>
    public static TensorType Q8_0 { get; } = Block<BlockQ8_0, BlockQ8_0>(() => Q8_0!);

    /// <summary>Q8_0 with the sum of each block: activations only, no file stores it.</summary>
    public static TensorType Q8_1 { get; } = Block<BlockQ8_1, BlockQ8_1>(() => Q8_1!);

    /// <summary>2-bit weights in super-blocks of 256, 4-bit scales and minimums.</summary>
    public static TensorType Q2_K { get; } = Block<BlockQ2_K, BlockQ8_K>(() => Q8_K!);

    /// <summary>3-bit weights in super-blocks of 256, 6-bit scales.</summary>
    public static TensorType Q3_K { get; } = Block<BlockQ3_K, BlockQ8_K>(() => Q8_K!);

    /// <summary>4-bit weights in super-blocks of 256, 6-bit scales and minimums.</summary>
    public static TensorType Q4_K { get; } = Block<BlockQ4_K, BlockQ8_K>(() => Q8_K!);

    /// <summary>5-bit weights in super-blocks of 256, 6-bit scales and minimums.</summary>
    public static TensorType Q5_K { get; } = Block<BlockQ5_K, BlockQ8_K>(() => Q8_K!);

    /// <summary>6-bit weights in super-blocks of 256, 8-bit scales.</summary>
    public static TensorType Q6_K { get; } = Block<BlockQ6_K, BlockQ8_K>(() => Q8_K!);

    /// <summary>A codebook of 2048 points of eight 1-bit weights, in super-blocks of 256, a shift and a 3-bit scale each 32.</summary>
    public static TensorType IQ1_S { get; } = Block<BlockIQ1_S, BlockQ8_K>(() => Q8_K!);

    /// <summary>The codebook of IQ1_S in super-blocks of 256, a shift each 8 and a 3-bit scale each 16 weights.</summary>
    public static TensorType IQ1_M { get; } = Block<BlockIQ1_M, BlockQ8_K>(() => Q8_K!);

    /// <summary>A codebook of 256 points of eight 2-bit weights, in super-blocks of 256, 4-bit scales.</summary>
    public static TensorType IQ2_XXS { get; } = Block<BlockIQ2_XXS, BlockQ8_K>(() => Q8_K!);

    /// <summary>A codebook of 512 points of eight 2-bit weights, in super-blocks of 256, 4-bit scales.</summary>
    public static TensorType IQ2_XS { get; } = Block<BlockIQ2_XS, BlockQ8_K>(() => Q8_K!);

    /// <summary>A codebook of 1024 points of eight 2-bit weights, in super-blocks of 256, 4-bit scales.</summary>
    public static TensorType IQ2_S { get; } = Block<BlockIQ2_S, BlockQ8_K>(() => Q8_K!);

    /// <summary>A codebook of 256 points of four 3-bit weights, in super-blocks of 256, 4-bit scales.</summary>
    public static TensorType IQ3_XXS { get; } = Block<BlockIQ3_XXS, BlockQ8_K>(() => Q8_K!);

    /// <summary>A codebook of 512 points of four 3-bit weights, in super-blocks of 256, 4-bit scales.</summary>
    public static TensorType IQ3_S { get; } = Block<BlockIQ3_S, BlockQ8_K>(() => Q8_K!);

    /// <summary>8-bit activations in super-blocks of 256, for dot products with the K-quants.</summary>
    public static TensorType Q8_K { get; } = Block<BlockQ8_K, BlockQ8_K>(() => Q8_K!);

    /// <summary>32 weights of four bits on an uneven scale.</summary>
    public static TensorType IQ4_NL { get; } = Block<BlockIQ4_NL, BlockQ8_0>(() => Q8_0!);

    /// <summary>4-bit weights on an uneven scale in super-blocks of 256, 6-bit scales.</summary>
    public static TensorType IQ4_XS { get; } = Block<BlockIQ4_XS, BlockQ8_K>(() => Q8_K!);

    /// <summary>256 weights of -1, 0 or 1, five to a byte, and a scale.</summary>
    public static TensorType TQ1_0 { get; } = Block<BlockTQ1_0, BlockQ8_K>(() => Q8_K!);

    /// <summary>256 weights of -1, 0 or 1, four to a byte, and a scale.</summary>
    public static TensorType TQ2_0 { get; } = Block<BlockTQ2_0, BlockQ8_K>(() => Q8_K!);

    /// <summary>32 weights as 4-bit floats and a power of two.</summary>
    public static TensorType MXFP4 { get; } = Block<BlockMXFP4, BlockQ8_0>(() => Q8_0!);

    /// <summary>64 weights as 4-bit floats, an 8-bit float as scale each 16.</summary>
    public static TensorType NVFP4 { get; } = Block<BlockNVFP4, BlockQ8_0>(() => Q8_0!);

    /// <summary>The signs of 128 weights and a scale.</summary>
    public static TensorType Q1_0 { get; } = Block<BlockQ1_0, BlockQ8_0>(() => Q8_0!);

    /// <summary>64 weights of two bits and a scale.</summary>
    public static TensorType Q2_0 { get; } = Block<BlockQ2_0, BlockQ8_0>(() => Q8_0!);

    /// <summary>All of them, plain types first.</summary>
    public static IReadOnlyList<TensorType> All => registered;

    /// <summary>The type a GGUF file means by a number, or null.</summary>
    public static TensorType? FromGgufId(uint id) => registered.Find(type => type.GgufId == id);

    /// <summary>The type a safetensors header means by a dtype, or null.</summary>
    public static TensorType? FromSafetensorsName(string name) => registered.Find(type => type.SafetensorsName == name);

    /// <summary>The type of a published name in any case, or null.</summary>
    public static TensorType? FromName(string name) =>
        registered.Find(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static TensorType Plain<T>(string name, PlainConversion<T> conversion, int? ggufId, string safetensorsName, float largestMagnitude = float.MaxValue)
        where T : unmanaged => Register(new PlainTensorType<T>(name, conversion)
        {
            GgufId = ggufId, SafetensorsName = safetensorsName, LargestMagnitude = largestMagnitude,
        });

    private static TensorType Opaque(string name, int byteCount, int? ggufId, string safetensorsName) =>
        Register(new OpaqueTensorType(name, byteCount) { GgufId = ggufId, SafetensorsName = safetensorsName });

    private static TensorType Block<TBlock, TActivation>(Func<TensorType> activationType)
        where TBlock : unmanaged, IQuantBlock<TBlock, TActivation>
        where TActivation : unmanaged => Register(new BlockTensorType<TBlock, TActivation>(activationType));

    private static TensorType Register(TensorType type)
    {
        registered.Add(type);
        return type;
    }
}
