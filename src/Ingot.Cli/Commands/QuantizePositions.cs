using System.Collections.Immutable;
using System.Globalization;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;

namespace Ingot.Cli.Commands;

/// <summary>The positional arguments of <c>ingot quantize</c>, read as llama-quantize reads them.</summary>
/// <param name="Input">The source.</param>
/// <param name="Output">The result.</param>
/// <param name="Types">The file types; none where a size is to be fitted.</param>
/// <param name="Threads">Threads; null for one a core.</param>
internal sealed record QuantizePositions(string Input, string Output, ImmutableArray<FileType> Types, int? Threads)
{
    /// <summary>Reads them: the type is the last, or the last but one when a number of threads follows.</summary>
    /// <exception cref="UsageException">Something is missing, empty, or too much.</exception>
    public static QuantizePositions From(string[] given, FitOptions? fit)
    {
        foreach (string path in given)
            _ = CommonOptions.NotEmpty("quantize", path);
        return fit is null ? WithType(given) : WithoutType(given, fit);
    }

    // "IN TYPE", "IN OUT TYPE", "IN TYPE THREADS", "IN OUT TYPE THREADS": a second argument that names a type is one.
    private static QuantizePositions WithType(string[] given)
    {
        if (given.Length < 2)
            throw new UsageException("TYPE", "No file type is given.", "Give one after the file, such as Q4_K_M, or a size with --fit.");
        int typeAt = given.Length > 2 && !given[1].Split(',').All(name => FileTypes.Find(name) is not null) ? 2 : 1;
        ImmutableArray<FileType> types =
        [
            .. given[typeAt].Split(',').Select(name => FileTypes.Find(name)
                ?? throw new UsageException("TYPE", $"'{name}' is no file type.", $"Choose one of {FileTypes.Names}.")).Distinct(),
        ];
        int? threads = given.Length > typeAt + 1 ? ThreadsOf(given[typeAt + 1]) : null;
        return new(given[0], typeAt == 2 ? given[1] : Beside(given[0], types.Length == 1 ? types[0].Name : "{type}"), types, threads);
    }

    // "IN", "IN OUT", "IN OUT THREADS".
    private static QuantizePositions WithoutType(string[] given, FitOptions fit)
    {
        if (given.Skip(1).FirstOrDefault(text => FileTypes.Find(text) is not null && !int.TryParse(text, out _)) is string type)
            throw new UsageException("TYPE", $"--fit chooses the types itself, and {type} is one.", "Keep one of the two.");
        return given.Length > 3
            ? throw new UsageException("TYPE", $"With --fit there is no argument for '{given[3]}'.", "Give the source, the result and threads.")
            : new(given[0], given.Length > 1 ? given[1] : Beside(given[0], fit.Target.Text), [], given.Length > 2 ? ThreadsOf(given[2]) : null);
    }

    private static int? ThreadsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        ? count > 0 ? count : null
        : throw new UsageException("THREADS", $"'{text}' is no number of threads.", "Give a whole number; 0, or none, means one thread a core.");

    private static string Beside(string input, string type) => Path.Combine(Path.GetDirectoryName(input) ?? "", $"ggml-model-{type}.gguf");
}
