using Ingot.Cli.Benchmarking;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary>A list of tensor types with commas between, all that can be encoded when none is given.</summary>
internal static class TypeList
{
    /// <summary>Reads it.</summary>
    /// <exception cref="UsageException">A name is no type that can be encoded.</exception>
    public static IEnumerable<TensorType> Read(string option, string? names) => names is null
        ? TimingRun.Types
        : names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => TimingRun.Types.FirstOrDefault(type => type.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? throw new UsageException(
                option, $"'{name}' is no type to measure.", $"Choose of {string.Join(", ", TimingRun.Types.Select(type => type.Name))}."))
            .Distinct();
}
