namespace Ingot.Inference.Sampling;

/// <summary>How the next token is chosen from the logits. The defaults are greedy: always the most likely token.</summary>
public sealed record SamplingOptions
{
    /// <summary>Divides the logits; 0 takes the most likely token, whatever the filters say.</summary>
    public float Temperature
    {
        get;
        init => field = value >= 0 && float.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A temperature is a number from 0 up.");
    }

    /// <summary>Keeps this many of the most likely tokens; 0 keeps all.</summary>
    public int TopK
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Top-k is a count, or 0 for all.");
    }

    /// <summary>Keeps the fewest most likely tokens whose probabilities add up to this; 1 keeps all.</summary>
    public float TopP
    {
        get;
        init => field = value is > 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Top-p is a probability above 0, up to 1.");
    } = 1;

    /// <summary>Keeps tokens at least this share as likely as the most likely one; 0 keeps all.</summary>
    public float MinP
    {
        get;
        init => field = value is >= 0 and <= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "Min-p is a share from 0 to 1.");
    }

    /// <summary>Divides positive and multiplies negative logits of recent tokens (arXiv:1909.05858); 1 leaves them.</summary>
    public float RepetitionPenalty
    {
        get;
        init => field = value > 0 && float.IsFinite(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A repetition penalty is a number above 0.");
    } = 1;

    /// <summary>How many of the last tokens count as recent, the prompt's included.</summary>
    public int RepetitionWindow
    {
        get;
        init => field = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A window is a count of tokens.");
    } = 64;

    /// <summary>Starts the random numbers: the same seed and logits give the same tokens on every machine.</summary>
    public ulong Seed { get; init; }
}
