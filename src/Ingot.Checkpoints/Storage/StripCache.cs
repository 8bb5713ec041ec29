namespace Ingot.Checkpoints.Storage;

/// <summary>The strips of rows unpacked last. Few are kept: enough for the threads at work, however large the model.</summary>
/// <remarks>Safe for concurrent use; a strip that several threads want is unpacked once.</remarks>
internal sealed class StripCache
{
    /// <summary>Strips that are kept.</summary>
    public static readonly int Capacity = Math.Min(Environment.ProcessorCount, 16) + 2;

    private readonly LinkedList<((ColumnPackedWeight Weight, long Index) Key, Lazy<Strip> Strip)> recent = [];
    private readonly Lock gate = new();

    /// <summary>The strip, unpacked now if it is not among the last.</summary>
    public Strip Get(ColumnPackedWeight weight, long index, Func<Strip> unpack)
    {
        Lazy<Strip>? strip = null;
        lock (gate)
        {
            for (var node = recent.First; node is not null && strip is null; node = node.Next)
            {
                if (node.Value.Key == (weight, index))
                {
                    strip = node.Value.Strip;
                    recent.Remove(node);
                    recent.AddFirst(node);
                }
            }

            if (strip is null)
            {
                strip = new(unpack);
                recent.AddFirst(((weight, index), strip));
                if (recent.Count > Capacity)
                    recent.RemoveLast();
            }
        }

        return strip.Value;
    }
}

/// <summary>Rows of a weight with their codes spread to bytes.</summary>
/// <param name="Codes"><c>[rows, columns]</c>.</param>
/// <param name="Zeros">Zero points, <c>[rows, groups]</c>.</param>
/// <param name="Scales"><c>[rows, groups]</c>.</param>
internal sealed record Strip(byte[] Codes, float[] Zeros, float[] Scales);
