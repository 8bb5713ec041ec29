using Ingot.Tensors;

namespace Ingot.Conversion.Verification;

/// <summary>What an honest encoding may lose. Beyond it, something is wrong with the bytes, not with the precision.</summary>
/// <remarks>
/// Each bit halves the error of a quantizer, so the bounds are a multiple of 2^-bits. Weights of trained models measure
/// 1.6 to 1.9 times 2^-bits over all block types (docs/verification.md); the bounds leave room for hard rows.
/// </remarks>
internal static class ErrorBounds
{
    private const double BlockMargin = 6;

    // A tensor of zeros has the error 1, and must fail however few bits the type has.
    private const double LargestError = 0.9;

    private const double DivergenceScale = 500;
    private const double ExpertScale = 50;

    // Beyond it a model says something else, whatever its precision.
    private const double LargestDivergence = 2;
    private const double DivergenceFloor = 2e-3;

    /// <summary>The relative error a tensor may have.</summary>
    public static double OfTensor(TensorType source, TensorType result)
    {
        if (result == source || result == TensorTypes.F32)
            return 0;
        // Half the distance of neighbours with 10 and 7 stored bits of mantissa.
        if (result == TensorTypes.F16)
            return 1.0 / 2048;
        if (result == TensorTypes.BF16)
            return 1.0 / 256;
        return Math.Min(LargestError, BlockMargin * Math.Pow(2, -result.BitsPerWeight));
    }

    /// <summary>
    /// The mean divergence a model may have. It grows with the square of the error, so with that of each tensor by its share of the weights. Where
    /// experts are chosen it grows with the error itself as well: how often another is chosen does.
    /// </summary>
    /// <remarks>Bits per weight of the whole would not do: a part in 16 bits raises the mean, and takes no error from the part in 4.</remarks>
    public static double OfModel(IEnumerable<TensorInfo> tensors, bool hasExperts)
    {
        double errors = 0, squares = 0, weights = 0;
        foreach (TensorInfo tensor in tensors)
        {
            double error = Math.Pow(2, -tensor.Type.BitsPerWeight);
            errors += tensor.Shape.ElementCount * error;
            squares += tensor.Shape.ElementCount * error * error;
            weights += tensor.Shape.ElementCount;
        }

        double expected = ((DivergenceScale * squares) + (hasExperts ? ExpertScale * errors : 0)) / Math.Max(1, weights);
        return Math.Min(LargestDivergence, expected + DivergenceFloor);
    }
}
