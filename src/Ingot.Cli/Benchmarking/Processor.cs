using System.Runtime.InteropServices;

namespace Ingot.Cli.Benchmarking;

/// <summary>The processor's name.</summary>
internal static class Processor
{
    private const string Information = "/proc/cpuinfo";

    /// <summary>As the system calls it; the architecture where it does not say.</summary>
    public static string Name { get; } = (File.Exists(Information) ? File.ReadLines(Information) : [])
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}";
}
