using Ingot.Conversion.Execution;
using Ingot.Tensors;

namespace Ingot.Conversion.Planning;

/// <summary>How much memory a job may hold. It is kept by using fewer threads, so it changes no byte of the result.</summary>
/// <param name="TotalBytes">All the process holds; null for no bound. Refused where one thread needs more.</param>
/// <param name="BufferBytes">Rows of tensors alone, as llama-quantize's <c>--max-buffer-size</c> counts; null for no bound. One thread always works.</param>
public sealed record MemoryBound(long? TotalBytes = null, long? BufferBytes = null)
{
    /// <summary>The threads the bound allows, at most those asked for.</summary>
    /// <param name="outputs">What is written.</param>
    /// <param name="threads">Threads asked for.</param>
    /// <param name="workingBytes">What decoding the source takes besides.</param>
    /// <exception cref="IngotException">Not even one fits.</exception>
    internal int Threads(IReadOnlyList<OutputJob> outputs, int threads, long workingBytes = 0)
    {
        if (PlanFacts.PeakMemory(outputs, 1) + workingBytes is var least && least > TotalBytes)
            throw new IngotException(null, $"One thread alone needs {least:N0} bytes, which is more than the bound of {TotalBytes:N0}.", "Allow at least that much.");
        while (threads > 1 && (PlanFacts.PeakMemory(outputs, threads) + workingBytes > TotalBytes || PlanFacts.BufferBytes(outputs, threads) > BufferBytes))
            threads--;
        return threads;
    }
}
