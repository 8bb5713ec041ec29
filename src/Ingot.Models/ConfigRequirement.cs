namespace Ingot.Models;

/// <summary>A setting of config.json under which alone a family's description holds.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value it must have, as JSON, where it is stated.</param>
public sealed record ConfigRequirement(string Key, string Value);
