using System.CommandLine;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Planning;

namespace Ingot.Cli.Commands;

/// <summary>Bounds of memory, which change how many threads work and nothing else.</summary>
internal static class MemoryOptions
{
    private const long MebiByte = 1 << 20;

    /// <summary><c>--max-memory</c>.</summary>
    public static Option<string?> Total() => new("--max-memory")
    {
        Description = "What the job may hold at most, N, NK, NM or NG bytes: it then works with fewer threads.", HelpName = "SIZE",
    };

    /// <summary>llama-quantize's <c>--max-buffer-size</c>.</summary>
    public static Option<int?> Buffers() =>
        NumberOption.Whole("--max-buffer-size", [], least: 1, "MiB that rows of tensors may take, as llama-quantize counts; --max-memory bounds everything.");

    /// <summary>The bound; null for none.</summary>
    /// <exception cref="UsageException">The size means nothing.</exception>
    public static MemoryBound? Read(string? total, int? bufferMebiBytes)
    {
        long bytes = 0;
        if (total is not null && (!ByteText.TryParse(total, out bytes) || bytes < 1))
            throw new UsageException("--max-memory", $"'{total}' is no size.", "Write a number of bytes, or one with K, M or G, such as 500M.");
        return total is null && bufferMebiBytes is null ? null : new(total is null ? null : bytes, bufferMebiBytes * MebiByte);
    }
}
