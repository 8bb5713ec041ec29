namespace Ingot.Cli.Benchmarking;

/// <summary>How fast one operation on one type went.</summary>
/// <param name="Type">The type's name.</param>
/// <param name="Operation">encode, decode or dot.</param>
/// <param name="GigabytesPerSecond">Weights a second, counted as float32, in billions of bytes.</param>
internal sealed record TypeTiming(string Type, string Operation, double GigabytesPerSecond);
