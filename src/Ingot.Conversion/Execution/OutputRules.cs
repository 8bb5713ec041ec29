using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>What a job may not write over.</summary>
internal static class OutputRules
{
    /// <summary>Refuses to replace a file the job reads, whatever the options say.</summary>
    /// <exception cref="IngotException">An output is a source.</exception>
    public static void RefuseOwnSource(ConversionPlan plan)
    {
        HashSet<string> sources = [.. plan.SourceFiles.Select(file => System.IO.Path.GetFullPath(file.Path))];
        foreach (string path in Paths(plan))
        {
            if (sources.Contains(System.IO.Path.GetFullPath(path)))
                throw new IngotException(new(path), "The output would replace its own source.", "Choose another name or folder for the output.");
        }
    }

    /// <summary>Refuses to replace any file, unless told to.</summary>
    /// <exception cref="IngotException">An output exists.</exception>
    public static void RefuseExisting(ConversionPlan plan, ExecutionOptions options)
    {
        if (!options.Overwrite && Paths(plan).FirstOrDefault(File.Exists) is string existing)
            throw new IngotException(new(existing), "The output exists already.", "Choose another name, or pass --force to replace it.");
    }

    private static IEnumerable<string> Paths(ConversionPlan plan) =>
        plan.Outputs.SelectMany(output => output.Files.Select(file => file.Path).Concat(output.Companions));
}
