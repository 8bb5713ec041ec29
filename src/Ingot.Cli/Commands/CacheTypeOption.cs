using System.CommandLine;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>--cache-type-k</c> and <c>--cache-type-v</c>: what keys and values are cached in, named as llama.cpp's tools do.</summary>
internal static class CacheTypeOption
{
    /// <summary>The option for keys.</summary>
    public static Option<TensorType> Keys() => Create("--cache-type-k", "-ctk", "keys");

    /// <summary>The option for keys where several types are tried.</summary>
    public static Option<string[]> ListOfKeys() => CreateList("--cache-type-k", "-ctk", "keys");

    /// <summary>The option for values where several types are tried.</summary>
    public static Option<string[]> ListOfValues() => CreateList("--cache-type-v", "-ctv", "values");

    /// <summary>The types of a list, in the order given.</summary>
    /// <exception cref="UsageException">One is no type of a cache.</exception>
    public static IReadOnlyList<TensorType> Read(ParseResult parsed, Option<string[]> option)
    {
        string[] given = [.. (parsed.GetValue(option) ?? []).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries))];
        return given.Length == 0
            ? [TensorTypes.F32]
            : [.. given.Select(name => Find(name) ?? throw new UsageException(option.Name, $"'{name}' is no type of a cache.", $"Choose of {Names}."))];
    }

    /// <summary>The option for values.</summary>
    public static Option<TensorType> Values() => Create("--cache-type-v", "-ctv", "values");

    private static Option<TensorType> Create(string name, string alias, string what) => new(name, alias)
    {
        Description = $"Type {what} are cached in: {Names}; default: f32.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => TensorTypes.F32,
        CustomParser = result =>
        {
            if (Find(result.Tokens[0].Value) is { } found)
                return found;
            result.AddError($"'{result.Tokens[0].Value}' does not fit {name}, which takes one of {Names}.");
            return TensorTypes.F32;
        },
    };

    private static Option<string[]> CreateList(string name, string alias, string what) =>
        new(name, alias) { Description = $"Types {what} are cached in, with commas between: {Names}; default: f32.", HelpName = "TYPE" };

    private static TensorType? Find(string name) => InferenceOptions.CacheTypes.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    // As llama.cpp spells them; upper case is taken too.
    private static string Names => string.Join(", ", InferenceOptions.CacheTypes.Select(type => type.Name.ToLowerInvariant()));
}
