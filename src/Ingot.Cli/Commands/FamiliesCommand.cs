using System.CommandLine;
using System.Text.Json;
using Ingot.Cli.Rendering;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Models.Json;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot families</c>: which models are understood, and what that rests on.</summary>
internal static class FamiliesCommand
{
    private const string Golden = "golden";
    private const string Declared = "declared";

    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<bool> markdown = new("--markdown") { Description = "Print the table as Markdown." };
    private static readonly Argument<string> name = new("NAME") { Description = "A family's name, as the list gives it." };
    private static readonly Option<bool> asJson = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "families", "List the model families: class names, GGUF architecture, and whether golden data proves them or they are declared only.",
            "ingot families",
            "ingot families show llama --json > my-family.json        (to start a description of your own from)",
            "ingot families schema")
        {
            json, markdown,
        };
        command.SetAction((parsed, _) => Task.FromResult(List(parsed)));

        IngotCommand show = new(
            "show", "Show one family's description.",
            "ingot families show phi3",
            "ingot families show llama --json > my-family.json")
        {
            name, asJson,
        };
        show.SetAction((parsed, _) => Task.FromResult(Show(parsed)));
        command.Add(show);

        IngotCommand schema = new("schema", "Print the JSON schema of descriptions.", "ingot families schema > family.schema.json");
        schema.SetAction((_, _) =>
        {
            Console.Out.Write(ArchitectureJson.Schema());
            return Task.FromResult(ExitCode.Done);
        });
        command.Add(schema);
        return command;
    }

    private static string ProofOf(ArchitectureSpec spec) => ProvenFamilies.Names.Contains(spec.Name) ? Golden : Declared;

    private static int List(ParseResult parsed)
    {
        ArchitectureSpec[] families = [.. ArchitectureList.All.OrderBy(spec => spec.Name, StringComparer.Ordinal)];
        if (parsed.GetValue(json))
            WriteJson(families);
        else if (parsed.GetValue(markdown))
            WriteMarkdown(families);
        else
            WriteText(families);
        return ExitCode.Done;
    }

    private static void WriteText(ArchitectureSpec[] families)
    {
        Table table = new("family", "GGUF", "proof", "classes");
        foreach (ArchitectureSpec spec in families)
            table.Add(spec.Name, spec.Gguf.Architecture, ProofOf(spec), string.Join(", ", spec.HuggingFaceClasses));
        table.Write(Console.Out);
    }

    private static void WriteMarkdown(ArchitectureSpec[] families)
    {
        Console.Out.WriteLine("| family | classes in config.json | GGUF architecture | proof |");
        Console.Out.WriteLine("| --- | --- | --- | --- |");
        foreach (ArchitectureSpec spec in families)
            Console.Out.WriteLine($"| {spec.Name} | {string.Join(", ", spec.HuggingFaceClasses)} | {spec.Gguf.Architecture} | {ProofOf(spec)} |");
    }

    private static void WriteJson(ArchitectureSpec[] families)
    {
        using Utf8JsonWriter writer = JsonText.Writer(Console.OpenStandardOutput());
        writer.WriteStartArray();
        foreach (ArchitectureSpec spec in families)
        {
            writer.WriteStartObject();
            writer.WriteString("name", spec.Name);
            writer.WriteStartArray("classes");
            foreach (string className in spec.HuggingFaceClasses)
                writer.WriteStringValue(className);
            writer.WriteEndArray();
            writer.WriteString("gguf_architecture", spec.Gguf.Architecture);
            writer.WriteString("proof", ProofOf(spec));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static int Show(ParseResult parsed)
    {
        string wanted = parsed.GetRequiredValue(name);
        ArchitectureSpec spec = ArchitectureList.All.FirstOrDefault(spec => spec.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
            ?? ArchitectureList.FindByClass(wanted)
            ?? throw new UsageException(wanted, "There is no such family.", "'ingot families' lists those there are.");
        if (parsed.GetValue(asJson))
        {
            Console.Out.Write(ArchitectureJson.Write(spec));
            return ExitCode.Done;
        }

        Console.Out.WriteLine($"{spec.Name}: {string.Join(", ", spec.HuggingFaceClasses)}; GGUF architecture {spec.Gguf.Architecture}; proof: {ProofOf(spec)}");
        Table table = new("tensor", "role", "packs");
        foreach (TensorSpec tensor in spec.Tensors)
            table.Add(tensor.NamePattern, tensor.Role.ToString(), tensor.Packing is null ? "" : string.Join(", ", tensor.Packing.Parts));
        table.Write(Console.Out);
        return ExitCode.Done;
    }
}
