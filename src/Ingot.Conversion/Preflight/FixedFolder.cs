using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ingot.Checkpoints.Findings;
using Ingot.Tensors;

namespace Ingot.Conversion.Preflight;

/// <summary>A checkpoint with its small files corrected: a new folder beside the source, which is never touched, with links to its weights.</summary>
public static class FixedFolder
{
    private const string StagingSuffix = ".ingot-part";

    // Files of this kind are linked; everything else beside them is small and copied.
    private static readonly string[] weightEndings = [".safetensors", ".bin", ".pt", ".pth", ".gguf"];

    /// <summary>Where extra chat templates lie, the one folder of a checkpoint that conversion reads.</summary>
    private static readonly string[] innerFolders = ["additional_chat_templates"];

    /// <summary>Writes the folder.</summary>
    /// <param name="source">The checkpoint's folder.</param>
    /// <param name="repairs">The corrections.</param>
    /// <param name="target">The new folder; it must not exist, or be empty.</param>
    /// <param name="copiesWeights">Whether the weights are copied instead of linked.</param>
    /// <returns>The names of the corrected files.</returns>
    /// <exception cref="IngotException">The source is no folder, the target is not free, or links cannot be made.</exception>
    public static IReadOnlyList<string> Write(string source, IEnumerable<Repair> repairs, string target, bool copiesWeights = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(repairs);
        ArgumentException.ThrowIfNullOrEmpty(target);
        if (!Directory.Exists(source))
            throw new IngotException(new(source), "Only the files of a Hugging Face folder can be corrected.", "Convert the model again from its folder.");
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new IngotException(new(target), "The folder for the corrected files is not empty.", "Name a new folder.");
        string staging = target + StagingSuffix;
        try
        {
            _ = Directory.CreateDirectory(staging);
            foreach (string file in Directory.EnumerateFiles(source))
                Take(file, Path.Combine(staging, Path.GetFileName(file)), copiesWeights);
            foreach (string folder in innerFolders.Where(name => Directory.Exists(Path.Combine(source, name))))
            {
                _ = Directory.CreateDirectory(Path.Combine(staging, folder));
                foreach (string file in Directory.EnumerateFiles(Path.Combine(source, folder)))
                    File.Copy(file, Path.Combine(staging, folder, Path.GetFileName(file)));
            }

            List<string> corrected = [];
            foreach (IGrouping<string, Repair> ofFile in repairs.GroupBy(repair => repair.File))
            {
                Correct(Path.Combine(staging, ofFile.Key), ofFile);
                corrected.Add(ofFile.Key);
            }

            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(staging, target);
            return corrected;
        }
        catch
        {
            if (Directory.Exists(staging))
                Directory.Delete(staging, recursive: true);
            throw;
        }
    }

    private static void Take(string file, string target, bool copiesWeights)
    {
        if (copiesWeights || !weightEndings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
        {
            File.Copy(file, target);
            return;
        }

        try
        {
            _ = File.CreateSymbolicLink(target, Path.GetFullPath(file));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IngotException(
                new(target), $"A link to the weights cannot be made ({error.Message}).", "Pass --copy to copy the weights, or choose a disk that has links.", error);
        }
    }

    private static void Correct(string path, IEnumerable<Repair> repairs)
    {
        JsonObject root = File.Exists(path) ? JsonNode.Parse(File.ReadAllBytes(path))!.AsObject() : [];
        foreach (Repair repair in repairs)
        {
            (JsonObject section, string key) = repair.Key.Split('.', 2) is [string name, string inner] && root[name] is JsonObject found
                ? (found, inner)
                : (root, repair.Key);
            if (repair.Json is null)
                _ = section.Remove(key);
            else
                section[key] = JsonNode.Parse(repair.Json);
        }

        using FileStream file = File.Create(path);
        using Utf8JsonWriter writer = new(file, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        root.WriteTo(writer);
    }
}
