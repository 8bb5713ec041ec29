using System.CommandLine;
using Ingot.Inference;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>--cache-type-k</c> and <c>--cache-type-v</c>: what keys and values are cached in, named as llama.cpp's tools do.</summary>
internal static class CacheTypeOption
{
    /// <summary>The option for keys.</summary>
    public static Option<TensorType> Keys() => Create("--cache-type-k", "-ctk", "keys");

    /// <summary>The option for values.</summary>
    public static Option<TensorType> Values() => Create("--cache-type-v", "-ctv", "values");

    private static Option<TensorType> Create(string name, string alias, string what) => new(name, alias)
    {
        Description = $"Type {what} are cached in: {Names}; default: f32.",
        HelpName = "TYPE",
        DefaultValueFactory = _ => TensorTypes.F32,
        CustomParser = result =>
        {
            if (InferenceOptions.CacheTypes.FirstOrDefault(type => type.Name.Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase)) is { } found)
                return found;
            result.AddError($"'{result.Tokens[0].Value}' does not fit {name}, which takes one of {Names}.");
            return TensorTypes.F32;
        },
    };

    // As llama.cpp spells them; upper case is taken too.
    private static string Names => string.Join(", ", InferenceOptions.CacheTypes.Select(type => type.Name.ToLowerInvariant()));
}
