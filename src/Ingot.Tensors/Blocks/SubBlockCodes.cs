namespace Ingot.Tensors.Blocks;

/// <summary>The last step of an encoder: weights to codes under the scales as they are stored, after their own rounding.</summary>
internal static partial class SubBlockCodes
{
    /// <summary><c>codes[i] = clamp(round((weights[i] + minimum) / scale), low, high) - low</c>, ties to even.</summary>
    public static void RoundScalar(ReadOnlySpan<float> weights, float minimum, float scale, int low, int high, Span<byte> codes)
    {
        for (int i = 0; i < codes.Length; i++)
            codes[i] = (byte)(ScaleSearch.Nearest((weights[i] + minimum) / scale, low, high) - low);
    }

    public static void Round(ReadOnlySpan<float> weights, float minimum, float scale, int low, int high, Span<byte> codes) =>
        RoundScalar(weights, minimum, scale, low, high, codes);
}
