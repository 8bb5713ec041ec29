using System.Globalization;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;

namespace Ingot.Cli.Commands;

/// <summary>The positional arguments of <c>ingot quantize</c>, read as llama-quantize reads them.</summary>
/// <param name="Input">The source.</param>
/// <param name="Output">The result.</param>
/// <param name="Type">The file type; null where a size is to be fitted.</param>
/// <param name="Threads">Threads; null for one a core.</param>
internal sealed record QuantizePositions(string Input, string Output, FileType? Type, int? Threads)
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
        int typeAt = given.Length > 2 && FileTypes.Find(given[1]) is null ? 2 : 1;
        FileType type = FileTypes.Find(given[typeAt]) ?? throw new UsageException(
            "TYPE", $"'{given[typeAt]}' is no file type.", $"Choose one of {string.Join(", ", FileTypes.All.Select(known => known.Name))}.");
        int? threads = given.Length > typeAt + 1 ? ThreadsOf(given[typeAt + 1]) : null;
        return new(given[0], typeAt == 2 ? given[1] : Beside(given[0], type.Name), type, threads);
    }

    // "IN", "IN OUT", "IN OUT THREADS".
    private static QuantizePositions WithoutType(string[] given, FitOptions fit)
    {
        if (given.Skip(1).FirstOrDefault(text => FileTypes.Find(text) is not null && !int.TryParse(text, out _)) is string type)
            throw new UsageException("TYPE", $"--fit chooses the types itself, and {type} is one.", "Keep one of the two.");
        return given.Length > 3
            ? throw new UsageException("TYPE", $"With --fit there is no argument for '{given[3]}'.", "Give the source, the result and threads.")
            : new(given[0], given.Length > 1 ? given[1] : Beside(given[0], fit.Target.Text), null, given.Length > 2 ? ThreadsOf(given[2]) : null);
    }

    private static int ThreadsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
        ? count
        : throw new UsageException("THREADS", $"'{text}' is no number of threads.", "Give a whole number, or leave it out for one thread a core.");

    private static string Beside(string input, string type) => Path.Combine(Path.GetDirectoryName(input) ?? "", $"ggml-model-{type}.gguf");
}
