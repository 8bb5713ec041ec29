namespace Ingot.Models;

/// <summary>Where config.json keeps a number, and what it is when config.json does not say.</summary>
/// <param name="Name">The key's usual name.</param>
public sealed record ConfigKey(string Name)
{
    /// <summary>Other spellings, tried in order.</summary>
    public IReadOnlyList<string> Alternates { get; init; } = [];

    /// <summary>The key whose value counts when this one is absent.</summary>
    public string? OrSameAs { get; init; }

    /// <summary>The value of the family's published configuration class when config.json leaves it out; null when it must be there.</summary>
    public double? Default { get; init; }

    /// <summary>All names in the order in which they are looked for, <see cref="OrSameAs"/> left out.</summary>
    public IEnumerable<string> Names => [Name, .. Alternates];

    /// <summary>A key without alternates or default.</summary>
    public static implicit operator ConfigKey(string name) => FromString(name);

    /// <summary>A key without alternates or default.</summary>
    public static ConfigKey FromString(string name) => new(name);
}
