namespace Ingot.Models;

/// <summary>How rotary positions stretch past the trained context.</summary>
public enum RopeScalingKind
{
    /// <summary>They do not.</summary>
    None,

    /// <summary>Positions are divided by the factor.</summary>
    Linear,

    /// <summary>The base grows with the sequence once it exceeds the trained context (dynamic NTK).</summary>
    Dynamic,

    /// <summary>YaRN (arXiv:2309.00071): low frequencies interpolate, high ones stay.</summary>
    Yarn,

    /// <summary>Llama 3.1's smooth division of low frequencies.</summary>
    Llama3,

    /// <summary>LongRoPE (arXiv:2402.13753): a divisor for each frequency, one set within the trained context and one beyond it.</summary>
    LongRope,
}
