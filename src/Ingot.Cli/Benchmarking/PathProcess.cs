using System.Diagnostics;
using System.Globalization;
using Ingot.Tensors;

namespace Ingot.Cli.Benchmarking;

/// <summary>Runs the timing on one path: in a process of its own, whose runtime has the wider ones switched off.</summary>
internal static class PathProcess
{
    /// <summary>The hidden option that makes a process time its own path and print plain lines.</summary>
    public const string OwnPathOption = "--own-path";

    /// <summary>Times a path.</summary>
    /// <exception cref="IngotException">The process failed, or went another path than it was told.</exception>
    public static IReadOnlyList<TypeTiming> Run(VectorPath path, IEnumerable<TensorType> types, int threads, CancellationToken cancellation)
    {
        List<string> arguments = ["bench", "encode", OwnPathOption, "--types", string.Join(',', types.Select(type => type.Name)), "--threads", threads.ToString(CultureInfo.InvariantCulture)];
        string program = Environment.ProcessPath ?? throw new UnreachableException("A process without a file.");
        // Started as "dotnet ingot.dll", the program is dotnet and the first argument the library.
        if (Path.GetFileNameWithoutExtension(program).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            arguments.Insert(0, Environment.GetCommandLineArgs()[0]);
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true };
        // Optimized code from the first call: there is no telling when it would take over.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        if (path.Switch is { } name)
            start.Environment[name] = "0";
        using Process process = Process.Start(start) ?? throw new UnreachableException("No process was started.");
        using CancellationTokenRegistration stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        if (process.ExitCode != 0 || lines.Length == 0)
            throw new IngotException(null, $"Timing the path '{path.Name}' failed.", "See the message above; --types leaves types out.");
        return lines[0] == $"bits {path.Bits}"
            ? [.. lines.Skip(1).Select(Parse)]
            : throw new IngotException(null, $"The path '{path.Name}' could not be forced: the process went by {lines[0]}.", "Unset the DOTNET_Enable switches of your environment.");
    }

    /// <summary>What a process prints that times its own path.</summary>
    public static void PrintOwn(TextWriter writer, IEnumerable<TensorType> types, int threads, CancellationToken cancellation)
    {
        writer.WriteLine($"bits {VectorPath.OwnBits}");
        TimingRun.Measure(types, threads, timing => writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{timing.Type} {timing.Operation} {timing.GigabytesPerSecond:R}")), cancellation);
    }

    private static TypeTiming Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new(parts[0], parts[1], double.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
