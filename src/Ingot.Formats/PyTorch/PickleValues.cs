using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

// What a pickle may build: these, strings, numbers, truth values, bytes and null. No other object ever comes to be.

/// <summary>A name that a pickle mentions; it stands for itself and is never looked up or called.</summary>
/// <param name="Module">The module, such as <c>torch</c>.</param>
/// <param name="Name">The name in it.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <summary>Reads as Python writes it.</summary>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>A tuple.</summary>
/// <param name="Items">Its items.</param>
internal sealed record PickleTuple(object?[] Items);

/// <summary>A list, or a set: the order of a set is that of the file.</summary>
internal sealed class PickleList
{
    /// <summary>The items.</summary>
    public List<object?> Items { get; init; } = [];
}

/// <summary>A dictionary. Entries stay as they were set: two of one key are refused where they name tensors.</summary>
internal sealed class PickleDict
{
    /// <summary>The entries in the order of the file.</summary>
    public List<KeyValuePair<object?, object?>> Entries { get; } = [];
}

/// <summary>The memory behind tensors: where it lies is known to the archive.</summary>
/// <param name="Key">Its name in the archive.</param>
/// <param name="ClassName">The storage class that the file names.</param>
/// <param name="Type">The type of its elements; null when the class says nothing of it, or a type we do not have.</param>
/// <param name="ElementCount">Elements of the whole storage.</param>
/// <param name="FirstElement">Where a view of another storage begins in it; 0 for a storage of its own.</param>
internal sealed record PickleStorage(string Key, string ClassName, StorageType? Type, long ElementCount, long FirstElement = 0);

/// <summary>A tensor: a view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="TypeName">What the file calls its type.</param>
/// <param name="Type">The type of its elements; null when we do not have it.</param>
/// <param name="Offset">The storage's element that is the tensor's first.</param>
/// <param name="Shape">Dimensions, outermost first.</param>
/// <param name="Strides">Elements from one index to the next, for each dimension; none is negative.</param>
internal sealed record PickleTensor(PickleStorage Storage, string TypeName, TensorType? Type, long Offset, TensorShape Shape, long[] Strides);
