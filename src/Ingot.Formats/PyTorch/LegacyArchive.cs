using System.Globalization;
using System.Numerics;
using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>The format before PyTorch 1.6: five pickles one after another, then every storage's count and bytes.</summary>
/// <remarks>Source: torch/serialization.py, <c>_legacy_save</c>.</remarks>
internal static class LegacyArchive
{
    private const string Item = "the pickle";
    private static readonly BigInteger magic = BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>Reads the pickles and walks over the storages.</summary>
    public static PyTorchArchive Read(MappedFile file)
    {
        TorchGlobals globals = new();
        long at = 0;
        if (!IsMagic(file, globals, ref at))
        {
            throw new CheckpointException(
                new(file.Path, OffsetBytes: 0), "This is no PyTorch archive: neither a zip archive nor a file that begins with PyTorch's mark.",
                "Check what it is, or download it again.");
        }

        if (Next(file, globals, ref at) is not long version || version != 1001)
            throw Bad(file, at, "The version of the format is not 1001, the only one there was.");
        if (Next(file, globals, ref at) is PickleDict system && system.Entries.Any(entry => entry is { Key: "little_endian", Value: false }))
            throw Bad(file, at, "The numbers are stored in big-endian order.", "Save the file again on a little-endian machine.");
        Dictionary<string, PickleStorage> known = new(StringComparer.Ordinal);
        TorchGlobals noting = new(noted: storage => Note(file, known, storage));
        object? root = Next(file, noting, ref at);
        object?[] keys = Next(file, globals, ref at) is PickleList list ? [.. list.Items] : throw Bad(file, at, "The list of storages is missing.");

        Dictionary<string, long> starts = new(StringComparer.Ordinal);
        Span<byte> counted = stackalloc byte[sizeof(long)];
        foreach (object? key in keys)
        {
            if (key is not string name || !known.TryGetValue(name, out PickleStorage? storage) || starts.ContainsKey(name))
                throw Bad(file, at, $"The storage '{key}' is listed twice or belongs to no tensor.");
            if (file.Length - at < counted.Length)
                throw Bad(file, at, $"The file ends before the storage '{name}'.");
            file.Read(at, counted);
            at += counted.Length;
            long count = BitConverter.ToInt64(counted);
            if (count != storage.ElementCount)
                throw Bad(file, at, $"The storage '{name}' has {count:N0} elements, but its tensors were saved from {storage.ElementCount:N0}.");
            if (count > (file.Length - at) / storage.Type!.ElementBytes)
                throw Bad(file, at, $"The storage '{name}' claims {count:N0} elements, but the file ends before.");
            starts.Add(name, at);
            at += count * storage.Type.ElementBytes;
        }

        if (known.Keys.FirstOrDefault(name => !starts.ContainsKey(name)) is string missing)
            throw Bad(file, at, $"The storage '{missing}' is named but not listed.");
        return new(root, Item, starts);
    }

    private static bool IsMagic(MappedFile file, TorchGlobals globals, ref long at)
    {
        try
        {
            return Next(file, globals, ref at) is BigInteger number && number == magic;
        }
        catch (CheckpointException)
        {
            // Whatever else the file is, it is none of ours, and that is the message that helps.
            return false;
        }
    }

    private static object? Next(MappedFile file, TorchGlobals globals, ref long at)
    {
        PickleCursor cursor = new(file, Item, at, file.Length);
        object? value = new PickleMachine(cursor, globals).Run();
        at = cursor.Position;
        return value;
    }

    private static void Note(MappedFile file, Dictionary<string, PickleStorage> known, PickleStorage storage)
    {
        if (!known.TryAdd(storage.Key, storage) && (known[storage.Key].ElementCount != storage.ElementCount || known[storage.Key].Type != storage.Type))
            throw Bad(file, 0, $"The storage '{storage.Key}' is described in two ways.");
    }

    private static CheckpointException Bad(
        MappedFile file, long offset, string problem, string remedy = "The file is damaged or incomplete: compare its size with the one published and download it again.") =>
        new(new(file.Path, OffsetBytes: offset), problem, remedy);
}
