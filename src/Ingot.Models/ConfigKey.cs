namespace Ingot.Models;

/// <summary>Where config.json keeps a number, what it is when config.json does not say, and how it becomes the number meant.</summary>
/// <param name="Name">The key's usual name; empty for a number the family never states.</param>
public sealed record ConfigKey(string Name)
{
    /// <summary>Other spellings, tried in order.</summary>
    public IReadOnlyList<string> Alternates { get; init; } = [];

    /// <summary>The key whose value counts when this one is absent.</summary>
    public string? OrSameAs { get; init; }

    /// <summary>What the value of <see cref="OrSameAs"/> is multiplied by.</summary>
    public double OrTimes { get; init; } = 1;

    /// <summary>The value of the family's published configuration class when config.json leaves it out; null when it must be there.</summary>
    public double? Default { get; init; }

    /// <summary>The stated value is raised to this power.</summary>
    public double Power { get; init; } = 1;

    /// <summary>Then it is multiplied by this.</summary>
    public double Times { get; init; } = 1;

    /// <summary>Then it is divided by the value of this key; null for no division.</summary>
    public string? DividedBy { get; init; }

    /// <summary>Then it is divided by the square root of the value of this key; null for no division.</summary>
    public string? DividedByRootOf { get; init; }

    /// <summary>All names in the order in which they are looked for, <see cref="OrSameAs"/> left out.</summary>
    public IEnumerable<string> Names => Name.Length == 0 ? Alternates : [Name, .. Alternates];

    /// <summary>A number that is the same in every model of the family.</summary>
    public static ConfigKey Always(double value) => new("") { Default = value };

    /// <summary>A key without alternates or default.</summary>
    public static implicit operator ConfigKey(string name) => FromString(name);

    /// <summary>A key without alternates or default.</summary>
    public static ConfigKey FromString(string name) => new(name);
}
