using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>Asks for the space a job needs before its first byte is written.</summary>
internal static class DiskSpace
{
    /// <summary>Checks every folder written to.</summary>
    /// <exception cref="IngotException">A folder's disk has too little space.</exception>
    public static void Require(ConversionPlan plan)
    {
        foreach (IGrouping<string, PlannedFile> folder in plan.Outputs.SelectMany(output => output.Files).GroupBy(file => ExistingFolder(file.Path)))
        {
            long needed = folder.Sum(file => file.LengthBytes);
            long free = FreeAt(folder.Key);
            if (free < needed)
            {
                throw new IngotException(
                    new(folder.Key), $"The output needs {needed:N0} bytes and {free:N0} are free.",
                    "Free some space or write to another disk with -o.");
            }
        }
    }

    /// <summary>Free bytes on the disk that a path lies on, or would.</summary>
    public static long FreeAt(string path) => new DriveInfo(ExistingFolder(Path.Combine(path, "file"))).AvailableFreeSpace;

    private static string ExistingFolder(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        while (folder is not null && !Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder);
        return folder ?? Path.GetPathRoot(Path.GetFullPath(path)) ?? "/";
    }
}
