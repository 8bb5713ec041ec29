using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Cli.Rendering;
using Ingot.Formats.Gguf;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot inspect</c>: what is this?</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> path = PathArgument.Create("PATH", "A Hugging Face checkpoint folder or a GGUF file.");
    private static readonly Option<bool> tensors = new("--tensors") { Description = "List every tensor." };
    private static readonly Option<bool> json = CommonOptions.Json();
    private static readonly Option<string> language = CommonOptions.Language();

    public static Command Create()
    {
        IngotCommand command = new(
            "inspect", "Show what a checkpoint is: family, numbers, tensors, tokenizer, metadata, findings.",
            "ingot inspect model.gguf --tensors",
            "ingot inspect Qwen2.5-0.5B --json")
        {
            path, tensors, json, language,
        };
        command.SetAction((parsed, _) => Task.FromResult(Inspect(parsed)));
        return command;
    }

    private static int Inspect(ParseResult parsed)
    {
        using Inspected inspected = Inspected.Open(parsed.GetRequiredValue(path));
        if (inspected.Unknown is { } reason)
        {
            Console.Error.WriteLine("ingot: Only the container is shown, because the model in it is not understood.");
            ErrorText.Write(Console.Error, reason);
        }

        if (parsed.GetValue(json))
            WriteJson(inspected);
        else
            WriteText(inspected, parsed.GetValue(tensors), parsed.GetValue(language)!);
        return ExitCode.Done;
    }

    private static IEnumerable<(string Name, string Value)> Numbers(Hyperparameters numbers)
    {
        yield return ("layers", Text(numbers.LayerCount));
        yield return ("embedding", Text(numbers.EmbeddingLength));
        yield return ("feed-forward", Text(numbers.FeedForwardLength));
        yield return ("heads", $"{numbers.HeadCount} of {numbers.HeadLength}, {numbers.KeyValueHeadCount} KV");
        yield return ("vocabulary", Text(numbers.VocabularySize));
        yield return ("context", $"{numbers.ContextLength:N0} tokens");
        yield return ("rope", numbers.RopeScaling.Kind == RopeScalingKind.None
            ? $"base {Text(numbers.RopeBase)}"
            : $"base {Text(numbers.RopeBase)}, {numbers.RopeScaling.Kind.ToString().ToLowerInvariant()} x{Text(numbers.RopeScaling.Factor)}");

        static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
    }

    /// <summary>How packed weights are stored: scheme, how many, bits per weight with scales and tables.</summary>
    private static IEnumerable<(string Scheme, int Count, double Bits)> Schemes(Checkpoint checkpoint) =>
        checkpoint.Storage?.All.Where(tensor => tensor.Scheme is not null).GroupBy(tensor => tensor.Scheme!)
            .Select(group => (group.Key, group.Count(), 8.0 * group.Sum(tensor => tensor.StoredBytes) / group.Sum(tensor => tensor.Shape.ElementCount))) ?? [];

    private static HuggingFaceTower? Tower(Checkpoint checkpoint) => (checkpoint as HuggingFaceCheckpoint)?.Tower;

    private static long Weights(HuggingFaceTower tower) => tower.Tensors.Sum(tensor => tensor.Shape.ElementCount);

    private static void WriteText(Inspected inspected, bool listTensors, string language)
    {
        TextWriter output = Console.Out;
        IReadOnlyList<TensorInfo> all = inspected.Container.Tensors;
        long weights = inspected.Checkpoint?.WeightCount ?? all.Sum(tensor => tensor.Shape.ElementCount), bytes = all.Sum(tensor => tensor.ByteCount);
        output.WriteLine($"{inspected.Name}: {inspected.Family}, {inspected.Kind}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {weights:N0} weights in {all.Count:N0} tensors, {ByteText.Size(bytes)}, {8.0 * bytes / Math.Max(1, weights):0.00} bits per weight"));
        if (inspected.Checkpoint is { } checkpoint)
        {
            foreach ((string name, string value) in Numbers(checkpoint.Hyperparameters))
                output.WriteLine($"  {name,-12} {value}");
            foreach ((string scheme, int count, double bits) in Schemes(checkpoint))
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"storage",-12} {scheme}: {count:N0} matrices, {bits:0.00} bits per weight"));
            if (Tower(checkpoint) is { } tower)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {"vision",-12} {tower.Spec.Name} tower: {tower.Tensors.Count:N0} tensors, {Weights(tower):N0} weights; GGUF keeps it in an mmproj file"));
            }

            output.WriteLine($"  {"tokenizer",-12} {(checkpoint.Tokenizer is { } tokenizer ? $"{tokenizer.VocabularySize:N0} tokens" : "none")}, template: {(checkpoint.ChatTemplate is null ? "no" : "yes")}");
        }

        Table types = new Table("type", "tensors", "bytes").Right(1, 2);
        foreach (IGrouping<TensorType, TensorInfo> group in all.GroupBy(tensor => tensor.Type))
            types.Add(group.Key.Name, group.Count().ToString(CultureInfo.InvariantCulture), ByteText.Size(group.Sum(tensor => tensor.ByteCount)));
        types.Write(output);

        if (inspected.Metadata is { } metadata)
        {
            foreach ((string key, GgufValue value) in metadata)
                output.WriteLine($"  {key} = {GgufText.Describe(value)}");
        }

        if (listTensors)
        {
            Table list = new Table("tensor", "type", "shape", "bytes").Right(3);
            foreach (TensorInfo tensor in all)
                list.Add(tensor.Name, tensor.Type.Name, tensor.Shape.ToString(), tensor.ByteCount.ToString("N0", CultureInfo.InvariantCulture));
            list.Write(output);
        }

        FindingText.Write(output, inspected.Checkpoint?.Findings ?? [], language);
    }

    private static void WriteJson(Inspected inspected)
    {
        using Utf8JsonWriter writer = JsonText.Writer(Console.OpenStandardOutput());
        writer.WriteStartObject();
        writer.WriteString("name", inspected.Name);
        writer.WriteString("kind", inspected.Kind);
        writer.WriteString("architecture", inspected.Family);
        writer.WriteBoolean("understood", inspected.Checkpoint is not null);
        if (inspected.Checkpoint is { } checkpoint)
            WriteModel(writer, checkpoint);
        if (inspected.Config is { } config)
        {
            writer.WritePropertyName("config");
            config.WriteTo(writer);
        }

        if (inspected.Metadata is { } metadata)
        {
            writer.WriteStartObject("metadata");
            foreach ((string key, GgufValue value) in metadata)
                writer.WriteString(key, value.AsString() ?? GgufText.Describe(value));
            writer.WriteEndObject();
        }

        writer.WriteStartArray("tensors");
        foreach (TensorInfo tensor in inspected.Container.Tensors)
        {
            writer.WriteStartObject();
            writer.WriteString("name", tensor.Name);
            writer.WriteString("type", tensor.Type.Name);
            writer.WriteStartArray("shape");
            foreach (long dimension in tensor.Shape.Dimensions)
                writer.WriteNumberValue(dimension);
            writer.WriteEndArray();
            writer.WriteNumber("bytes", tensor.ByteCount);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        FindingText.WriteJson(writer, inspected.Checkpoint?.Findings ?? []);
        writer.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter writer, Checkpoint checkpoint)
    {
        WriteNumbers(writer, checkpoint.Hyperparameters);
        writer.WriteNumber("weights", checkpoint.WeightCount);
        if (Tower(checkpoint) is { } tower)
        {
            writer.WriteStartObject("vision_tower");
            writer.WriteString("name", tower.Spec.Name);
            writer.WriteNumber("tensors", tower.Tensors.Count);
            writer.WriteNumber("weights", Weights(tower));
            writer.WriteEndObject();
        }

        writer.WriteStartArray("storage");
        foreach ((string scheme, int count, double bits) in Schemes(checkpoint))
        {
            writer.WriteStartObject();
            writer.WriteString("scheme", scheme);
            writer.WriteNumber("matrices", count);
            writer.WriteNumber("bits_per_weight", Math.Round(bits, 3));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, Hyperparameters numbers)
    {
        writer.WriteStartObject("hyperparameters");
        writer.WriteNumber("vocabulary_size", numbers.VocabularySize);
        writer.WriteNumber("layer_count", numbers.LayerCount);
        writer.WriteNumber("context_length", numbers.ContextLength);
        writer.WriteNumber("embedding_length", numbers.EmbeddingLength);
        writer.WriteNumber("feed_forward_length", numbers.FeedForwardLength);
        writer.WriteNumber("head_count", numbers.HeadCount);
        writer.WriteNumber("key_value_head_count", numbers.KeyValueHeadCount);
        writer.WriteNumber("head_length", numbers.HeadLength);
        writer.WriteNumber("rope_base", numbers.RopeBase);
        writer.WriteString("rope_scaling", numbers.RopeScaling.Kind.ToString().ToLowerInvariant());
        writer.WriteEndObject();
    }
}
