using System.CommandLine;
using System.CommandLine.Parsing;
using Ingot.Quantization.Fitting;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary>The options that fit a model into a size.</summary>
internal static class FitArguments
{
    private static readonly Option<string?> fit = new("--fit")
    {
        Description = "Choose each tensor's type by measured error so that the result takes at most SIZE: 12GB, 700MB, 3GiB, or bits per weight such as 4.5bpw.", HelpName = "SIZE",
    };
    private static readonly Option<int?> context = NumberOption.Whole("--ctx", ["--ctx-size", "-c"], least: 1, "With --fit: positions whose keys and values must fit into SIZE too.");
    private static readonly Option<string?> keyCacheType = new("--cache-type-k", "-ctk") { Description = "With --ctx: type of cached keys; default: F16.", HelpName = "TYPE" };
    private static readonly Option<string?> valueCacheType = new("--cache-type-v", "-ctv") { Description = "With --ctx: type of cached values; default: F16.", HelpName = "TYPE" };
    private static readonly Option<string?> fitTypes = new("--fit-types") { Description = "With --fit: tensor types to choose from, such as Q4_K,Q6_K.", HelpName = "TYPES" };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Option> All { get; } = [fit, context, keyCacheType, valueCacheType, fitTypes];

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Add(option);
    }

    /// <summary>Reads them; null when no size is given.</summary>
    /// <exception cref="UsageException">A value means nothing, or an option would change nothing.</exception>
    public static FitOptions? Read(ParseResult parsed)
    {
        if (parsed.GetValue(fit) is not string size)
        {
            Refuse(parsed, All.Skip(1), "It only says something about --fit.", "Give --fit SIZE too, or leave it out.");
            return null;
        }

        FitTarget target = Asked("--fit", () => FitTarget.Parse(size));
        if (target.Bytes is null)
            Refuse(parsed, [context], "Bits per weight do not count the cache of keys and values.", "Give a size in bytes, such as --fit 12GB, or leave it out.");
        if (parsed.GetValue(context) is null)
            Refuse(parsed, [keyCacheType, valueCacheType], "It only says something about a cache.", "Give --ctx N too, or leave it out.");
        FitOptions options = new()
        {
            Target = target,
            ContextLength = parsed.GetValue(context),
            KeyCacheType = CacheType(keyCacheType, parsed),
            ValueCacheType = CacheType(valueCacheType, parsed),
        };
        return parsed.GetValue(fitTypes) is not string names ? options
            : Asked("--fit-types", () => options with { TypeNames = [.. names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)] });
    }

    private static TensorType CacheType(Option<string?> option, ParseResult parsed)
    {
        string name = parsed.GetValue(option) ?? "F16";
        return TensorTypes.FromName(name) is { HoldsWeights: true, GgufId: not null } type ? type : throw new UsageException(
            option.Name, $"'{name}' is no type a cache can have.", "Choose F32, F16, BF16, Q8_0, Q5_1, Q5_0, Q4_1, Q4_0 or IQ4_NL.");
    }

    private static void Refuse(ParseResult parsed, IEnumerable<Option> options, string problem, string remedy)
    {
        foreach (Option option in options)
        {
            if (parsed.GetResult(option) is OptionResult { Implicit: false })
                throw new UsageException(option.Name, problem, remedy);
        }
    }

    private static T Asked<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (IngotException error)
        {
            throw new UsageException(option, error.Problem, error.Remedy);
        }
    }
}
