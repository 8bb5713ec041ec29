using Ingot.Models;
using Ingot.Models.Json;
using Ingot.Tensors;

namespace Ingot.Checkpoints;

/// <summary>A family's description in a file of the user's.</summary>
public static class FamilyFile
{
    // A hundred times the longest description there is.
    private const long MaximumBytes = 4 << 20;

    /// <summary>Reads the file.</summary>
    /// <exception cref="CheckpointException">It is not there, too large, or no description.</exception>
    public static ArchitectureSpec Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileInfo file = new(path);
        if (!file.Exists)
            throw new CheckpointException(new(path), "There is no such file.", "Check the path; 'ingot families show NAME --json' prints one to start from.");
        if (file.Length > MaximumBytes)
            throw new CheckpointException(new(path), $"{file.Length:N0} bytes are no description of a family.", "Give the JSON file that describes the family.");
        return ArchitectureJson.Read(File.ReadAllText(path), new(path));
    }
}
