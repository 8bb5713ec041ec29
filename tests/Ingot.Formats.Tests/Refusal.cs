using Ingot.Tensors;

namespace Ingot.Formats.Tests;

/// <summary>What every refusal of a hostile file must be.</summary>
internal static class Refusal
{
    // Buffers of a reader, the file's own bytes several times over, the message: far from what a lying count would ask for.
    private const long AllowedBytes = 2 << 20;

    /// <summary>Asserts that opening fails with our error, naming the file and the trouble, and takes no memory for what is not there.</summary>
    public static CheckpointException Assert(string path, string problemPart, Action open)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        CheckpointException error = Xunit.Assert.Throws<CheckpointException>(open);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Xunit.Assert.Contains(problemPart, error.Problem, StringComparison.Ordinal);
        Xunit.Assert.Equal(path, error.Location!.Path);
        Xunit.Assert.EndsWith(".", error.Problem, StringComparison.Ordinal);
        Xunit.Assert.EndsWith(".", error.Remedy, StringComparison.Ordinal);
        Xunit.Assert.InRange(allocated, 0, AllowedBytes);
        return error;
    }
}
