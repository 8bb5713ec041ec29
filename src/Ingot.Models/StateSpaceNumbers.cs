namespace Ingot.Models;

/// <summary>The numbers of a selective state space.</summary>
/// <remarks>Source: arXiv:2312.00752.</remarks>
public sealed record StateSpaceNumbers
{
    /// <summary>Taps of the convolution in front.</summary>
    public required int ConvolutionLength { get; init; }

    /// <summary>Channels.</summary>
    public required int InnerLength { get; init; }

    /// <summary>State of one channel.</summary>
    public required int StateLength { get; init; }

    /// <summary>Length of the vector the time steps are projected from.</summary>
    public required int TimeStepRank { get; init; }

    /// <summary>Whether time step, input and output vectors are divided by their root mean square.</summary>
    public bool NormalizesProjections { get; init; }
}
