using System.Buffers;

namespace Ingot.Checkpoints.Storage;

/// <summary>A rented buffer of exactly the length asked for, returned at the end of its scope. Its content is undefined at first.</summary>
internal readonly ref struct Scratch<T>(int length)
{
    private readonly T[] rented = ArrayPool<T>.Shared.Rent(length);

    /// <summary>The buffer.</summary>
    public Span<T> Span => rented.AsSpan(0, length);

    /// <summary>Returns it.</summary>
    public void Dispose() => ArrayPool<T>.Shared.Return(rented);
}
