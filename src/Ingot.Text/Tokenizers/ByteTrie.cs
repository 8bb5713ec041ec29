namespace Ingot.Text.Tokenizers;

/// <summary>A set of byte strings, walked byte by byte: finds every entry that starts at a place.</summary>
internal sealed class ByteTrie
{
    private readonly List<byte> labels = [0];
    private readonly List<int> values = [-1];
    private readonly List<int> firstChild = [-1];
    private readonly List<int> childCount = [0];
    private readonly int[] rootChildren = new int[256];

    /// <summary>Builds the trie; of equal strings the first stays, empty ones are left out.</summary>
    public ByteTrie(IEnumerable<(ReadOnlyMemory<byte> Bytes, int Value)> entries)
    {
        (ReadOnlyMemory<byte> Bytes, int Value)[] sorted = [.. entries.Where(entry => !entry.Bytes.IsEmpty)];
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(order, (left, right) =>
        {
            int compared = sorted[left].Bytes.Span.SequenceCompareTo(sorted[right].Bytes.Span);
            return compared != 0 ? compared : left.CompareTo(right);
        });
        Queue<(int Node, int Low, int High, int Depth)> open = new();
        open.Enqueue((0, 0, sorted.Length, 0));
        while (open.TryDequeue(out var range))
        {
            int low = range.Low;
            if (low < range.High && sorted[order[low]].Bytes.Length == range.Depth)
                values[range.Node] = sorted[order[low]].Value;
            while (low < range.High && sorted[order[low]].Bytes.Length == range.Depth)
                low++;
            firstChild[range.Node] = labels.Count;
            while (low < range.High)
            {
                byte label = sorted[order[low]].Bytes.Span[range.Depth];
                int high = low;
                while (high < range.High && sorted[order[high]].Bytes.Span[range.Depth] == label)
                    high++;
                open.Enqueue((labels.Count, low, high, range.Depth + 1));
                labels.Add(label);
                values.Add(-1);
                firstChild.Add(-1);
                childCount.Add(0);
                childCount[range.Node]++;
                low = high;
            }
        }

        Array.Fill(rootChildren, -1);
        for (int i = 0; i < childCount[0]; i++)
            rootChildren[labels[firstChild[0] + i]] = firstChild[0] + i;
    }

    /// <summary>Whether there is nothing to find.</summary>
    public bool IsEmpty => labels.Count == 1;

    /// <summary>The child of a node (0 is the root) for a byte; -1 when there is none.</summary>
    public int Step(int node, byte label)
    {
        if (node == 0)
            return rootChildren[label];
        int low = firstChild[node], high = low + childCount[node] - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (labels[middle] == label)
                return middle;
            if (labels[middle] < label)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return -1;
    }

    /// <summary>The value of the entry that ends at a node; -1 when none does.</summary>
    public int ValueAt(int node) => values[node];

    /// <summary>The longest entry the bytes start with; length 0 when none.</summary>
    public (int Length, int Value) Longest(ReadOnlySpan<byte> bytes)
    {
        (int Length, int Value) best = (0, -1);
        for (int node = 0, i = 0; i < bytes.Length; i++)
        {
            node = Step(node, bytes[i]);
            if (node < 0)
                break;
            if (values[node] >= 0)
                best = (i + 1, values[node]);
        }

        return best;
    }
}
