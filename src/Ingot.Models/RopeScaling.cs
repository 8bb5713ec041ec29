using System.Collections.Immutable;

namespace Ingot.Models;

/// <summary>A rope scaling rule with its numbers, read from any spelling of config.json.</summary>
public sealed record RopeScaling
{
    /// <summary>No scaling.</summary>
    public static RopeScaling None { get; } = new();

    /// <summary>The rule.</summary>
    public RopeScalingKind Kind { get; init; }

    /// <summary>By how much the context grows.</summary>
    public float Factor { get; init; } = 1;

    /// <summary>Tokens the model was trained on before scaling; null when the source does not say.</summary>
    public int? OriginalContextLength { get; init; }

    /// <summary>Llama 3: wavelengths over <c>original / this</c> are divided by the whole factor.</summary>
    public float LowFrequencyFactor { get; init; } = 1;

    /// <summary>Llama 3: wavelengths under <c>original / this</c> stay.</summary>
    public float HighFrequencyFactor { get; init; } = 4;

    /// <summary>YaRN and LongRoPE: scale of the cosines and sines; null for the rule's own.</summary>
    public float? AttentionFactor { get; init; }

    /// <summary>YaRN as DeepSeek has it: how much attention scores grow with the logarithm of the factor (<c>mscale_all_dim</c>); null for not.</summary>
    public float? LogitGrowth { get; init; }

    /// <summary>YaRN as DeepSeek has it: the same for cosines and sines, before <see cref="LogitGrowth"/> is divided out (<c>mscale</c>).</summary>
    public float? RotationGrowth { get; init; }

    /// <summary>YaRN: whether the bounds between kept and interpolated frequencies are whole numbers.</summary>
    public bool Truncates { get; init; } = true;

    /// <summary>YaRN: rotations at which a frequency counts as high.</summary>
    public float BetaFast { get; init; } = 32;

    /// <summary>YaRN: rotations at which a frequency counts as low.</summary>
    public float BetaSlow { get; init; } = 1;

    /// <summary>LongRoPE: divisors of the frequencies within the original context, <c>[rotaryLength / 2]</c>.</summary>
    public ImmutableArray<float> ShortFactors { get; init; } = [];

    /// <summary>LongRoPE: divisors of the frequencies beyond it.</summary>
    public ImmutableArray<float> LongFactors { get; init; } = [];

    /// <summary>What LongRoPE multiplies cosines and sines by: stated, or from the growth of the context.</summary>
    public float LongRopeAttentionFactor => AttentionFactor
        ?? (Factor <= 1 || OriginalContextLength is not int original ? 1 : (float)Math.Sqrt(1 + (Math.Log(Factor) / Math.Log(original))));
}
