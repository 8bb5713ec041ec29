using System.Collections.Immutable;
using Ingot.Checkpoints.Findings;
using Ingot.Checkpoints.Gguf;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Importance;
using Ingot.Conversion.Planning;
using Ingot.Formats;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>A GGUF to be written: its metadata and tensors, laid out as one file or several.</summary>
internal sealed record GgufOutput
{
    /// <summary>The path of the unsplit file.</summary>
    public required string Path { get; init; }

    /// <summary>The file type's name.</summary>
    public required string FileType { get; init; }

    /// <summary>The part of the model it is; null for the language model.</summary>
    public string? Part { get; init; }

    /// <summary>The metadata without the lineage.</summary>
    public required GgufMetadata Metadata { get; init; }

    /// <summary>The tensors in file order, with the weights behind them.</summary>
    public required IReadOnlyList<(PlannedTensor Tensor, IWeight Weight)> Tensors { get; init; }

    /// <summary>How it is cut into files.</summary>
    public required GgufSplitOptions Split { get; init; }

    /// <summary>What an importance matrix gives the tensors.</summary>
    public ImportanceAssignment Importance { get; init; } = ImportanceAssignment.None;

    /// <summary>Whether the lineage is written.</summary>
    public required bool Lineage { get; init; }

    /// <summary>The lineage of the source, kept inside the new one; null when it has none.</summary>
    public string? PreviousLineage { get; init; }

    /// <summary>Lays the output out. The lineage has its final length from the start, so the layout stands.</summary>
    public OutputJob LayOut(ImmutableArray<SourceFile> files, IReadOnlyDictionary<string, string> options, IReadOnlyList<Finding> findings)
    {
        ImmutableArray<PlannedTensor> planned = [.. Tensors.Select(tensor => tensor.Tensor)];
        ImmutableArray<FileLayout> layouts = Layouts(RunFacts.Unknown(files.Length, planned.Select(tensor => tensor.Name)));
        Dictionary<string, (int File, long Offset)> places = [];
        for (int file = 0; file < layouts.Length; file++)
        {
            foreach (PlacedTensor tensor in layouts[file].Tensors)
                places.Add(tensor.Name, (file, tensor.OffsetBytes));
        }

        string folder = System.IO.Path.GetDirectoryName(Path) ?? "";
        ImmutableArray<PlannedTensor> placed =
        [
            .. planned.Select(tensor => tensor with { FileIndex = places[tensor.Name].File, OffsetBytes = places[tensor.Name].Offset }),
        ];
        return new()
        {
            Plan = new()
            {
                FileType = FileType,
                Part = Part,
                Files = [.. layouts.Select(layout => new PlannedFile(System.IO.Path.Combine(folder, layout.FileName), layout.LengthBytes))],
                Tensors = placed,
            },
            Weights = [.. Tensors.Select(tensor => tensor.Weight)],
            Importance = Importance.Of,
            RecordsSources = Lineage,
            Headers = facts => [.. Layouts(facts).Select(layout => layout.Header)],
        };

        ImmutableArray<FileLayout> Layouts(RunFacts facts)
        {
            GgufMetadata metadata = Metadata.Copy();
            if (Lineage)
                metadata[IngotKeys.Lineage] = GgufValue.Of(ResultLineage.Write(PlanFacts.Tool, files, options, [.. findings, .. Importance.Findings], planned, facts, PreviousLineage));
            return GgufSplit.Create(
                System.IO.Path.GetFileName(Path), metadata, [.. planned.Select(tensor => new PlacedTensor(tensor.Name, tensor.Type, tensor.Shape))], Split);
        }
    }
}
