using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>The named tensors of what was saved: the state dict itself, or the one inside a training checkpoint.</summary>
/// <param name="Tensors">Names and tensors in the order of the file; names of nested dictionaries are joined by dots.</param>
/// <param name="SetAside">Keys beside the state dict whose values hold tensors too, such as <c>optimizer</c>.</param>
internal sealed record StateDict(IReadOnlyList<KeyValuePair<string, PickleTensor>> Tensors, IReadOnlyList<string> SetAside)
{
    private const int MaxDepth = 16;
    private const int MaxNames = 300_000;

    // Keys under which training code keeps the state dict, in the order in which they are tried.
    private static readonly string[] wrappers = ["state_dict", "model_state_dict", "model", "module"];

    /// <summary>Finds the state dict.</summary>
    /// <param name="root">What was saved.</param>
    /// <param name="location">The pickle.</param>
    /// <exception cref="CheckpointException">There is none, or it is nested beyond reason.</exception>
    public static StateDict Find(object? root, FileLocation location)
    {
        List<string> setAside = [];
        PickleDict dict = root as PickleDict ?? throw Bad(location, "What was saved is no dictionary of tensors.");
        for (int depth = 0; depth < MaxDepth && Inner(dict) is (string key, PickleDict inner); depth++)
        {
            setAside.AddRange(dict.Entries.Where(entry => entry.Key is string name && name != key && HoldsTensors(entry.Value)).Select(entry => (string)entry.Key!));
            dict = inner;
        }

        Dictionary<string, PickleTensor> tensors = new(StringComparer.Ordinal);
        List<string> order = [];
        int visited = 0;
        Flatten("", dict, 0);
        return order.Count > 0
            ? new([.. order.Select(name => KeyValuePair.Create(name, tensors[name]))], setAside)
            : throw Bad(location, "What was saved holds no tensors.");

        void Flatten(string prefix, PickleDict from, int depth)
        {
            if (depth == MaxDepth)
                throw Bad(location, $"The dictionaries nest more than {MaxDepth} levels.");
            foreach ((object? key, object? value) in from.Entries)
            {
                if (value is not (PickleTensor or PickleDict))
                    continue;
                // Dictionaries can be shared and meet in ever new ways: a small file must not make a long walk or a large list.
                if (++visited > MaxNames)
                    throw Bad(location, $"There are more than {MaxNames:N0} names of tensors.");
                if (key is not string name || name.Length == 0 || name.Contains('\0', StringComparison.Ordinal))
                {
                    if (HoldsTensors(value))
                        throw Bad(location, $"A tensor's name under '{prefix}' is no text, is empty or contains a NUL character.");
                    continue;
                }

                if (value is PickleDict inner)
                    Flatten(prefix + name + ".", inner, depth + 1);
                else if (tensors.TryAdd(prefix + name, (PickleTensor)value))
                    order.Add(prefix + name);
                else
                    throw Bad(location, $"There are two tensors named '{prefix + name}'.");
            }
        }
    }

    private static (string Key, PickleDict Inner)? Inner(PickleDict dict)
    {
        if (dict.Entries.Any(entry => entry.Value is PickleTensor))
            return null;
        foreach (string wrapper in wrappers)
        {
            if (dict.Entries.LastOrDefault(entry => entry.Key is string key && key == wrapper).Value is PickleDict inner && HoldsTensors(inner))
                return (wrapper, inner);
        }

        return null;
    }

    /// <summary>Whether a tensor lies anywhere below; each container is looked at once, however often it is shared.</summary>
    private static bool HoldsTensors(object? value)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance);
        Stack<object?> open = new([value]);
        while (open.TryPop(out object? next))
        {
            if (next is PickleTensor)
                return true;
            if (next is null || !seen.Add(next))
                continue;
            IEnumerable<object?> inner = next switch
            {
                PickleDict dict => dict.Entries.Select(entry => entry.Value),
                PickleList list => list.Items,
                PickleTuple tuple => tuple.Items,
                _ => [],
            };
            foreach (object? item in inner)
                open.Push(item);
        }

        return false;
    }

    private static CheckpointException Bad(FileLocation location, string problem) =>
        new(location, problem, "Save the model's state dict: torch.save(model.state_dict(), ...).");
}
