namespace Ingot.Models;

/// <summary>The names a family's config.json gives the numbers of its latent attention.</summary>
public sealed record LatentKeys
{
    /// <summary>Length of the vector the queries are projected from; null in config.json where there is none.</summary>
    public ConfigKey QueryRank { get; init; } = "q_lora_rank";

    /// <summary>Length of the vector the keys and values are projected from.</summary>
    public ConfigKey KeyValueRank { get; init; } = new("kv_lora_rank") { Default = 512 };

    /// <summary>Elements of a query or key head that carry no position.</summary>
    public ConfigKey PlainLength { get; init; } = new("qk_nope_head_dim") { Default = 128 };

    /// <summary>Elements of a query or key head that rotate.</summary>
    public ConfigKey RopeLength { get; init; } = new("qk_rope_head_dim") { Default = 64 };

    /// <summary>Elements of a value head.</summary>
    public ConfigKey ValueLength { get; init; } = new("v_head_dim") { Default = 128 };

    /// <summary>Reads the numbers.</summary>
    internal LatentNumbers Read(ConfigReader reader) => new()
    {
        QueryRank = reader.OptionalInteger(QueryRank) is int rank and > 0 ? rank : null,
        KeyValueRank = reader.Integer(KeyValueRank),
        PlainLength = reader.Integer(PlainLength),
        RopeLength = reader.Integer(RopeLength),
        ValueLength = reader.Integer(ValueLength),
    };
}
