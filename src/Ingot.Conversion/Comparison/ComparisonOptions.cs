using System.Collections.Immutable;
using Ingot.Conversion.Verification;
using Ingot.Inference.Precision;

namespace Ingot.Conversion.Comparison;

/// <summary>How two models are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>Threads of the forward passes.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;

    /// <summary>In which numbers both compute.</summary>
    public NumericPolicy Compute { get; init; } = NumericPolicy.AsStored;

    /// <summary>Kinds of numbers to run both in besides, the widest first; empty for none, else at least two.</summary>
    public ImmutableArray<NumericPolicy> Precisions
    {
        get;
        init => field = value.Length != 1 ? value : throw new ArgumentException("One kind of numbers has nothing to be held against.", nameof(value));
    } = [];

    /// <summary>The text both models read; the built-in one, English and Chinese, unless given.</summary>
    public string Text { get; init; } = BuiltInText.Text;

    /// <summary>Tokens of one chunk of the text; never more than the models' contexts or the text itself.</summary>
    public int ContextLength { get; init; } = 256;

    /// <summary>Chunks at most; null for all.</summary>
    public int? MaxChunks { get; init; }

    /// <summary>What both models continue greedily.</summary>
    public ImmutableArray<string> Prompts { get; init; } = ["who are you", "ROMEO:\nBut soft, what light", "春眠不觉晓，"];

    /// <summary>Tokens of each continuation.</summary>
    public int GreedyTokens { get; init; } = 48;

    /// <summary>Whether only the weights are compared.</summary>
    public bool WeightsOnly { get; init; }
}
