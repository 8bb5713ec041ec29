namespace Ingot.Conversion.Verification;

/// <summary>Where a result's loss comes from: what its quantized source had lost before, and what this conversion added.</summary>
/// <remarks>Errors are root mean squares over all matrices together, relative to what they are measured against.</remarks>
public sealed record LossOrigin
{
    /// <summary>The model before it was quantized for the first time.</summary>
    public required string Original { get; init; }

    /// <summary>The source against the original: lost before conversion began.</summary>
    public required double SourceError { get; init; }

    /// <summary>The result against the source: lost in this conversion.</summary>
    public required double ConversionError { get; init; }

    /// <summary>The result against the original: both together.</summary>
    public required double TotalError { get; init; }

    /// <summary>The source's text against the original's; null without a tokenizer.</summary>
    public required ModelComparison? SourceModel { get; init; }

    /// <summary>The result's text against the original's; null without a tokenizer.</summary>
    public required ModelComparison? ResultModel { get; init; }
}
