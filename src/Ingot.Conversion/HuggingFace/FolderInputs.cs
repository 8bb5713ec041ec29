using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Formats.HuggingFace;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.HuggingFace;

/// <summary>What a folder is made of besides its tensors, whichever kind of checkpoint it comes from.</summary>
internal sealed record FolderInputs
{
    /// <summary>The numbers for config.json.</summary>
    public required Hyperparameters Numbers { get; init; }

    /// <summary>Facts that config.json carries over, as a config.json says them.</summary>
    public required JsonElement Facts { get; init; }

    /// <summary>Names and contents of the small files.</summary>
    public required IReadOnlyList<(string Name, ReadOnlyMemory<byte> Content)> Companions { get; init; }

    /// <summary>What a user should know.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>The type a weight gets when none is asked for.</summary>
    public required Func<IWeight, TensorType> AutomaticType { get; init; }

    /// <summary>Gathers them.</summary>
    /// <param name="source">The checkpoint.</param>
    /// <param name="changesFamily">Whether another family's layout is written.</param>
    public static FolderInputs Of(Checkpoint source, bool changesFamily) => source switch
    {
        HuggingFaceCheckpoint folder => OfFolder(folder, folder.Folder, changesFamily),
        GgufCheckpoint gguf => OfGguf(gguf),
        _ => throw new System.Diagnostics.UnreachableException($"{source.Kind} is no kind of checkpoint."),
    };

    private static FolderInputs OfFolder(HuggingFaceCheckpoint source, CheckpointFolder folder, bool changesFamily) => new()
    {
        Numbers = source.Hyperparameters,
        Facts = folder.Config,
        Companions = CompanionFiles.From(folder, changesFamily),
        Findings = source.Findings,
        AutomaticType = weight => weight.PlainType,
    };

    private static FolderInputs OfGguf(GgufCheckpoint source)
    {
        TensorType main = GgufPlan.MainType(source);
        return new()
        {
            Numbers = GgufPlan.Numbers(source),
            Facts = GgufCompanions.Facts(source),
            Companions = [.. GgufCompanions.From(source)],
            Findings = [.. GgufPlan.Findings(source)],
            AutomaticType = weight => GgufPlan.TypeOf(weight, main),
        };
    }
}
