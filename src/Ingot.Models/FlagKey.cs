namespace Ingot.Models;

/// <summary>Where config.json keeps a truth value, and what it is when config.json does not say.</summary>
/// <param name="Name">The key; empty for what is the same in every model of the family.</param>
/// <param name="Default">The value without the key.</param>
public sealed record FlagKey(string Name, bool Default)
{
    /// <summary>Whether the key's false means true, and the other way round.</summary>
    public bool IsInverted { get; init; }

    /// <summary>The same in every model of the family.</summary>
    public static FlagKey Always(bool value) => new("", value);
}
