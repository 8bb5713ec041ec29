using System.Runtime.InteropServices;

namespace Ingot.Testing;

/// <summary>Memory that ends at a page nobody may touch: a kernel that reads or writes past its input dies in the test.</summary>
/// <remarks>Where the system offers no <c>mprotect</c> it is ordinary memory.</remarks>
public sealed unsafe partial class GuardedMemory : IDisposable
{
    private readonly byte* pages;
    private readonly nuint mappedBytes;
    private readonly int length;

    /// <summary>Allocates <paramref name="length"/> bytes whose end meets the guard page.</summary>
    public GuardedMemory(int length)
    {
        this.length = length;
        nuint page = (nuint)Environment.SystemPageSize;
        nuint dataBytes = ((nuint)length + page - 1) / page * page;
        mappedBytes = dataBytes + page;
        pages = (byte*)NativeMemory.AlignedAlloc(mappedBytes, page);
        if (!OperatingSystem.IsWindows() && Protect(pages + dataBytes, page, 0) != 0)
            throw new InvalidOperationException("mprotect refused the guard page.");
    }

    /// <summary>The bytes, ending at the guard page.</summary>
    public Span<byte> Bytes => new(pages + mappedBytes - (nuint)Environment.SystemPageSize - (nuint)length, length);

    /// <summary>The bytes as another type; <c>length</c> must be a multiple of its size for the end to meet the guard page.</summary>
    public Span<T> As<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(Bytes);

    /// <inheritdoc/>
    public void Dispose()
    {
        nuint page = (nuint)Environment.SystemPageSize;
        if (!OperatingSystem.IsWindows())
            _ = Protect(pages + mappedBytes - page, page, 3);
        NativeMemory.AlignedFree(pages);
    }

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);
}
