using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Cli.Benchmarking;
using Ingot.Cli.Rendering;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot bench error</c>: what each type loses on a model's matrices, as a table, JSON and a picture.</summary>
internal static class BenchErrorCommand
{
    private static readonly Argument<string> model = PathArgument.Create("MODEL", "A Hugging Face folder or a GGUF file of 16 or 32 bits.");
    private static readonly Option<string?> types = new("--types") { Description = "Types to measure, such as Q4_K,Q6_K; default: all block types.", HelpName = "TYPES" };
    private static readonly Option<string?> picture = new("--svg") { Description = "Draw error against bits per weight into this file.", HelpName = "FILE" };
    private static readonly Option<int?> threads = CommonOptions.Threads();
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "error", "Measure what each block type loses on a model's matrices, all columns being alike.",
            "ingot bench error samples/internlm2-tiny --svg error.svg",
            "ingot bench error model-F16.gguf --types Q4_0,Q4_K,IQ4_XS --json")
        {
            model, types, picture, threads, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        using Checkpoint source = Checkpoint.Open(parsed.GetRequiredValue(model));
        IEnumerable<TensorType> asked = TypeList.Read(types.Name, parsed.GetValue(types)).Where(type => type.IsQuantized);
        IReadOnlyList<TypeError> errors;
        using (ProgressLine line = new(Console.Error, !Console.IsErrorRedirected))
        {
            errors = ErrorRun.Measure(
                source, asked, parsed.GetValue(threads) ?? Environment.ProcessorCount,
                (done, total, type) => line.Show("measuring", done * sizeof(float), total * sizeof(float), type), cancellation);
        }

        if (errors.Count == 0)
            throw new IngotException(new(source.Path), "The model's rows fill no blocks of these types.", "Choose types with shorter blocks, such as Q8_0.");
        if (parsed.GetValue(picture) is string path)
            File.WriteAllText(CommonOptions.NotEmpty("--svg", path), ErrorPicture.Draw(errors, $"Relative error against bits per weight, {source.Name}"));
        if (parsed.GetValue(json))
            WriteJson(errors);
        else
            WriteTable(errors);
        return ExitCode.Done;
    }

    // Markdown, which reads as text too.
    private static void WriteTable(IReadOnlyList<TypeError> errors)
    {
        Console.Out.WriteLine("| type | bits per weight | relative error |\n| --- | ---: | ---: |");
        foreach (TypeError one in errors)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {one.Type} | {one.Type.BitsPerWeight:0.####} | {one.RelativeError:0.00 %} |"));
    }

    private static void WriteJson(IReadOnlyList<TypeError> errors)
    {
        using Utf8JsonWriter writer = JsonText.Writer(Console.OpenStandardOutput());
        writer.WriteStartArray();
        foreach (TypeError one in errors)
        {
            writer.WriteStartObject();
            writer.WriteString("type", one.Type.Name);
            writer.WriteNumber("bits_per_weight", one.Type.BitsPerWeight);
            writer.WriteNumber("relative_error", one.RelativeError);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
