using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>The folders a job made for its output: a job that fails takes them away again.</summary>
internal sealed class CreatedFolders
{
    private readonly List<string> created = [];

    /// <summary>Makes every folder the plan writes to.</summary>
    /// <exception cref="IngotException">A folder cannot be made.</exception>
    public static CreatedFolders For(ConversionPlan plan)
    {
        CreatedFolders folders = new();
        foreach (string path in plan.Outputs.SelectMany(output => output.Files).Select(file => file.Path))
        {
            string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
            if (folder is not null)
                folders.Make(folder);
        }

        return folders;
    }

    /// <summary>Removes those that are empty, the innermost first.</summary>
    public void RemoveEmpty()
    {
        foreach (string folder in Enumerable.Reverse(created))
        {
            if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
                Directory.Delete(folder);
        }
    }

    private void Make(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is string parent)
            Make(parent);
        try
        {
            _ = Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IngotException(
                new(folder), $"The folder cannot be created ({error.Message}).", "Choose another place for the output, or check that you may write there.", error);
        }

        created.Add(folder);
    }
}
