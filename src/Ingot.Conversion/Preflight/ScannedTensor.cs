using System.Globalization;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight;

/// <summary>A stored tensor and what its values are.</summary>
internal sealed record ScannedTensor(TensorInfo Tensor, ValueCounts Counts)
{
    /// <summary>Whether it is a matrix: norms and biases of one value are common, a matrix of one value was never trained.</summary>
    public bool IsMatrix => Tensor.Shape is { Rank: >= 2, Rows: > 1 };

    /// <summary>Where the first NaN or infinity stands.</summary>
    public string FirstNonFinite => string.Create(
        CultureInfo.InvariantCulture,
        $"{Tensor.Name}: row {Counts.FirstNonFinite / Tensor.Shape.Columns:N0}, column {Counts.FirstNonFinite % Tensor.Shape.Columns:N0}");
}
