using System.Collections.Immutable;

namespace Ingot.Formats.Gguf;

/// <summary>Where a model is cut into several files. With neither limit it is not.</summary>
public sealed record GgufSplitOptions
{
    /// <summary>Tensor bytes of a file, padding not counted; a single tensor may exceed it. Null for no limit.</summary>
    public long? MaxBytes
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A file holds at least one byte.");
    }

    /// <summary>Tensors of a file. Null for no limit.</summary>
    public int? MaxTensors
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A file holds at least one tensor.");
    }

    /// <summary>Whether the first file has the metadata and no tensors.</summary>
    public bool MetadataOnlyFirst { get; init; }

    /// <summary>How many tensors each file holds, in order; empty to let the other options decide.</summary>
    public ImmutableArray<int> TensorCounts { get; init; } = [];
}
