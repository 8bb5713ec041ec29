using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>The names a pickle may mention, and what applying one to arguments means here: a tensor, a container, or nothing of interest.</summary>
/// <remarks>
/// Source: torch/_utils.py and torch/serialization.py, which define the arguments of the functions that tensors are pickled with.
/// </remarks>
/// <param name="findStorage">The length in bytes of a storage the archive holds; null when the archive lists its storages later.</param>
/// <param name="noted">Told of every storage that is named, views as the whole they are of.</param>
internal sealed class TorchGlobals(Func<string, long?>? findStorage = null, Action<PickleStorage>? noted = null)
{
    // A tensor may repeat elements (stride 0) and so be larger than its storage; by more than this only a lie is.
    private const long MaxRepeatedBytes = 64 << 20;
    private const int MaxRank = 32;

    private static readonly Dictionary<string, Func<object?[], PickleCursor, object?>> functions = new()
    {
        ["torch._utils._rebuild_tensor"] = (arguments, cursor) => Tensor(arguments, 4, cursor),
        ["torch._utils._rebuild_tensor_v2"] = (arguments, cursor) => Tensor(arguments, 6, cursor),
        ["torch._utils._rebuild_tensor_v3"] = (arguments, cursor) => Tensor(arguments, 7, cursor),
        ["torch._utils._rebuild_parameter"] = (arguments, cursor) => Parameter(arguments, cursor),
        ["torch._utils._rebuild_parameter_with_state"] = (arguments, cursor) => Parameter(arguments, cursor),
        ["torch._tensor._rebuild_from_type_v2"] = (arguments, cursor) => FromType(arguments, cursor),
        ["torch.nn.parameter.Parameter"] = (arguments, cursor) => Parameter(arguments, cursor),
        ["torch.Size"] = (arguments, cursor) => arguments is [PickleTuple size] ? size : throw Wrong("torch.Size", cursor),
        ["torch.device"] = (arguments, _) => new PickleTuple(arguments),
        ["torch.serialization._get_layout"] = (arguments, _) => new PickleTuple(arguments),
        ["collections.OrderedDict"] = (arguments, cursor) => Dictionary(arguments, cursor),
        ["collections.defaultdict"] = (_, _) => new PickleDict(),
        ["collections.Counter"] = (_, _) => new PickleDict(),
        ["builtins.set"] = (arguments, _) => Set(arguments),
        ["__builtin__.set"] = (arguments, _) => Set(arguments),
        ["builtins.frozenset"] = (arguments, _) => Set(arguments),
        ["__builtin__.frozenset"] = (arguments, _) => Set(arguments),
        ["builtins.bytearray"] = (arguments, _) => new PickleTuple(arguments),
        ["__builtin__.bytearray"] = (arguments, _) => new PickleTuple(arguments),
        ["_codecs.encode"] = (arguments, _) => new PickleTuple(arguments),
    };

    // Names that stand for themselves.
    private static readonly HashSet<string> marks = ["torch.Tensor", "torch.strided", "builtins.int", "builtins.float", "builtins.list", "builtins.dict"];

    /// <summary>Whether a pickle may mention a name.</summary>
    public static bool IsKnown(PickleGlobal name) =>
        functions.ContainsKey(name.ToString()) || marks.Contains(name.ToString()) || StorageType.OfClass(name) is not null || StorageType.OfDtype(name) is not null;

    /// <summary>What a name applied to arguments stands for.</summary>
    public static object? Apply(PickleGlobal name, object?[] arguments, PickleCursor cursor) => functions.TryGetValue(name.ToString(), out var function)
        ? function(arguments, cursor)
        : throw cursor.Bad($"REDUCE in {cursor.Name} applies {name}, which makes no tensor and no container.");

    /// <summary>The storage a persistent id means: <c>('storage', class, key, location, count)</c>, and in old files a view of another.</summary>
    public PickleStorage Storage(object? id, PickleCursor cursor)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal type, string key, _, long count, ..] items } || count < 0 || items.Length > 6
            || StorageType.OfClass(type) is not { } known)
        {
            throw cursor.Bad($"A persistent id in {cursor.Name} is no storage of tensors.");
        }

        PickleStorage storage = new(key, type.Name, known, count);
        noted?.Invoke(storage);
        if (findStorage is not null)
        {
            long bytes = findStorage(key) ?? throw cursor.Bad($"The storage '{key}' that {cursor.Name} names is not in the archive.");
            if (count > bytes / known.ElementBytes)
                throw cursor.Bad($"The storage '{key}' is said to have {count:N0} elements of {known.ElementBytes} bytes, but the archive holds {bytes:N0} bytes of it.");
        }

        return items is [.., PickleTuple { Items: [_, long first, long viewed] }] && items.Length == 6
            ? first >= 0 && viewed >= 0 && first <= count && viewed <= count - first
                ? storage with { FirstElement = first, ElementCount = viewed }
                : throw cursor.Bad($"A view of the storage '{key}' leaves it.")
            : storage;
    }

    private static PickleTensor Tensor(object?[] arguments, int leastCount, PickleCursor cursor)
    {
        if (arguments.Length < leastCount || arguments is not [PickleStorage storage, long offset, PickleTuple size, PickleTuple stride, ..]
            || Counts(size) is not { } sizes || Counts(stride) is not { } strides || sizes.Length != strides.Length || offset < 0)
        {
            throw cursor.Bad($"A tensor in {cursor.Name} has no valid storage, offset, size and stride; negative strides are no tensors.");
        }

        // The third form names the type, the others leave it to the storage; metadata follows either.
        bool isTyped = leastCount == 7;
        if (arguments.Length > leastCount && arguments[leastCount] is PickleDict { Entries.Count: > 0 })
            throw cursor.Bad($"A tensor in {cursor.Name} is stored negated or conjugated.", "Save it with .resolve_neg().resolve_conj() first.");
        StorageType? type = isTyped ? arguments[6] is PickleGlobal dtype ? StorageType.OfDtype(dtype) : null : storage.Type;
        if (type is null)
            throw cursor.Bad($"A tensor in {cursor.Name} has no type.");
        string typeName = isTyped ? $"{arguments[6]}" : storage.ClassName;
        long storedElements = (long)((Int128)storage.ElementCount * storage.Type!.ElementBytes / type.ElementBytes);
        if (!TensorShape.TryCount(sizes, out long count) || (Int128)count * type.ElementBytes > Int128.Max((Int128)storedElements * type.ElementBytes, MaxRepeatedBytes))
            throw cursor.Bad($"A tensor of shape [{string.Join(", ", sizes)}] in {cursor.Name} is larger than its storage of {storedElements:N0} elements.");
        Int128 last = offset;
        for (int i = 0; i < sizes.Length && count > 0; i++)
            last += (Int128)(sizes[i] - 1) * strides[i];
        if (count > 0 && last >= storedElements)
            throw cursor.Bad($"A tensor in {cursor.Name} reaches element {last:N0} of a storage of {storedElements:N0}.");
        return new(storage, typeName, type.Type, offset, new(sizes), strides);
    }

    private static long[]? Counts(PickleTuple tuple) => tuple.Items.Length <= MaxRank && tuple.Items.All(item => item is long and >= 0)
        ? [.. tuple.Items.Select(item => (long)item!)]
        : null;

    private static PickleTensor Parameter(object?[] arguments, PickleCursor cursor) =>
        arguments is [PickleTensor tensor, ..] ? tensor : throw Wrong("A parameter", cursor);

    // A subclass without data of its own: the function that makes the tensor, the class, its arguments, attributes.
    private static PickleTensor FromType(object?[] arguments, PickleCursor cursor) =>
        arguments is [PickleGlobal function, PickleGlobal { Name: "Tensor" or "Parameter" }, PickleTuple own, _] && Apply(function, own.Items, cursor) is PickleTensor tensor
            ? tensor
            : throw Wrong("torch._tensor._rebuild_from_type_v2", cursor);

    private static PickleDict Dictionary(object?[] arguments, PickleCursor cursor)
    {
        PickleDict dict = new();
        // Protocol 0 and Python 2 hand the entries over as a list of pairs.
        foreach (object? item in arguments is [PickleList pairs] ? pairs.Items : [])
        {
            object?[] pair = item switch { PickleTuple tuple => tuple.Items, PickleList list => [.. list.Items], _ => [] };
            dict.Entries.Add(pair is [var key, var value] ? new(key, value) : throw Wrong("collections.OrderedDict", cursor));
        }

        return dict;
    }

    private static PickleList Set(object?[] arguments) => new() { Items = arguments is [PickleList list] ? list.Items : [] };

    private static CheckpointException Wrong(string what, PickleCursor cursor) => cursor.Bad($"{what} in {cursor.Name} has arguments that it does not take.");
}
