namespace Ingot.Models;

/// <summary>The names a family's config.json gives the numbers of its state spaces.</summary>
public sealed record StateSpaceKeys
{
    /// <summary>Taps of the convolution.</summary>
    public ConfigKey ConvolutionLength { get; init; } = new("conv_kernel") { Alternates = ["d_conv"], Default = 4 };

    /// <summary>Channels; twice the width of the residual stream when config.json does not say.</summary>
    public ConfigKey InnerLength { get; init; } = new("intermediate_size") { Alternates = ["d_inner"], OrSameAs = "hidden_size", OrTimes = 2 };

    /// <summary>State of one channel.</summary>
    public ConfigKey StateLength { get; init; } = new("state_size") { Alternates = ["d_state"], Default = 16 };

    /// <summary>Length of the vector the time steps come from; a sixteenth of the residual stream's width, rounded up, when config.json does not say.</summary>
    public ConfigKey TimeStepRank { get; init; } = new("time_step_rank") { Alternates = ["dt_rank"] };

    /// <summary>Whether time step, input and output vectors are divided by their root mean square.</summary>
    public bool NormalizesProjections { get; init; }

    /// <summary>Reads the numbers.</summary>
    internal StateSpaceNumbers Read(ConfigReader reader, int embeddingLength) => new()
    {
        ConvolutionLength = Math.Max(1, reader.Integer(ConvolutionLength)),
        InnerLength = reader.OptionalInteger(InnerLength) ?? 2 * embeddingLength,
        StateLength = reader.Integer(StateLength),
        TimeStepRank = reader.Find(TimeStepRank) is { ValueKind: System.Text.Json.JsonValueKind.Number }
            ? reader.Integer(TimeStepRank)
            : (embeddingLength + 15) / 16,
        NormalizesProjections = NormalizesProjections,
    };
}
