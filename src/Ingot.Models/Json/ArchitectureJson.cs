using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Ingot.Tensors;

namespace Ingot.Models.Json;

/// <summary>A family's description as JSON: the same data as the files in Architectures/, to be given with <c>--family</c>.</summary>
public static class ArchitectureJson
{
    /// <summary>Writes a description, indented.</summary>
    public static string Write(ArchitectureSpec spec) => JsonSerializer.Serialize(spec, ArchitectureJsonContext.Default.ArchitectureSpec) + "\n";

    /// <summary>Reads a description.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="location">The file, for messages.</param>
    /// <exception cref="CheckpointException">It is no JSON, or lacks, misspells or contradicts something a description needs.</exception>
    public static ArchitectureSpec Read(string text, FileLocation location)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArchitectureSpec? spec;
        try
        {
            spec = JsonSerializer.Deserialize(text, ArchitectureJsonContext.Default.ArchitectureSpec);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException or InvalidOperationException)
        {
            string? place = (error as JsonException)?.Path;
            throw new CheckpointException(
                place is null ? location : location with { Item = place }, $"The family cannot be read: {error.Message}",
                "Compare the file with 'ingot families show NAME --json' and docs/family.schema.json.", error);
        }

        if (spec is null)
            throw new CheckpointException(location, "The file holds null.", "Start from 'ingot families show NAME --json'.");
        Check(spec, location);
        return spec;
    }

    /// <summary>The JSON schema of a description.</summary>
    public static string Schema()
    {
        JsonNode schema = ArchitectureJsonContext.Default.ArchitectureSpec.GetJsonSchemaAsNode(new() { TreatNullObliviousAsNonNullable = true });
        return schema.ToJsonString(new() { WriteIndented = true }) + "\n";
    }

    private static void Check(ArchitectureSpec spec, FileLocation location)
    {
        foreach (TensorSpec tensor in spec.Tensors)
        {
            if (tensor.Packing is { Parts.Count: 0 })
            {
                throw new CheckpointException(
                    location with { Item = tensor.NamePattern }, "The packing names no parts.", "List the roles in the order of their rows.");
            }
        }

        HashSet<TensorRole> roles = [.. spec.Tensors.SelectMany(tensor => tensor.Roles)];
        if (!roles.Contains(TensorRole.TokenEmbedding))
        {
            throw new CheckpointException(
                location with { Item = "tensors" }, "No tensor is the token embedding.", "Name the embedding with the role TokenEmbedding.");
        }
    }
}
