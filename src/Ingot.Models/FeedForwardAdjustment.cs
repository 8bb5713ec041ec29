namespace Ingot.Models;

/// <summary>How a family shrinks the width it states to that of a gated block: two thirds, times a factor, up to a multiple.</summary>
public sealed record FeedForwardAdjustment
{
    /// <summary>Whether a model's width is adjusted.</summary>
    public FlagKey Switch { get; init; } = new("block_auto_adjust_ff_dim", Default: true);

    /// <summary>The factor.</summary>
    public ConfigKey Factor { get; init; } = new("block_ffn_dim_multiplier") { Default = 1 };

    /// <summary>The multiple.</summary>
    public ConfigKey Multiple { get; init; } = new("block_multiple_of") { Default = 256 };

    /// <summary>The width the block has.</summary>
    internal int Apply(ConfigReader reader, int stated)
    {
        if (!reader.Flag(Switch))
            return stated;
        int width = (int)(reader.Number(Factor) * (int)(2L * stated / 3)), multiple = Math.Max(1, reader.Integer(Multiple));
        return checked((int)(((long)width + multiple - 1) / multiple * multiple));
    }
}
