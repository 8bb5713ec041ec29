using System.CommandLine;
using Ingot.Cli.Benchmarking;
using Ingot.Cli.Rendering;
using Ingot.Tensors;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot bench encode</c>: gigabytes a second of each type on each path, scalar first, and of copying memory.</summary>
internal static class BenchEncodeCommand
{
    private static readonly Option<string?> types = new("--types") { Description = "Types to measure, such as Q4_K,Q6_K; default: all.", HelpName = "TYPES" };
    private static readonly Option<int?> threads = NumberOption.Whole("--threads", ["-t"], least: 1, "Threads that work at once; default: 1.");
    private static readonly Option<bool> ownPath = new(PathProcess.OwnPathOption) { Hidden = true };
    private static readonly Option<bool> json = CommonOptions.Json();

    public static Command Create()
    {
        IngotCommand command = new(
            "encode", "Speed of every type's encoder, decoder and dot product: scalar code, each vector width, and copying as a yardstick.",
            "ingot bench encode --types Q4_K,Q6_K --threads 2",
            "ingot bench encode --json > encode.json")
        {
            types, threads, ownPath, json,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(parsed, cancellation)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancellation)
    {
        TensorType[] asked = [.. TypeList.Read(types.Name, parsed.GetValue(types))];
        int count = parsed.GetValue(threads) ?? 1;
        if (parsed.GetValue(ownPath))
        {
            PathProcess.PrintOwn(Console.Out, asked, count, cancellation);
            return ExitCode.Done;
        }

        double copySpeed = TimingRun.CopySpeed(count);
        List<(VectorPath Path, IReadOnlyList<TypeTiming> Timings)> measured = [];
        VectorPath[] paths = [.. VectorPath.Available];
        using (ProgressLine line = new(Console.Error, !Console.IsErrorRedirected))
        {
            foreach (VectorPath path in paths)
            {
                line.Show("timing", measured.Count, paths.Length, path.Name);
                measured.Add((path, PathProcess.Run(path, asked, count, cancellation)));
            }
        }

        if (parsed.GetValue(json))
            TimingText.WriteJson(Processor.Name, count, copySpeed, measured);
        else
            TimingText.Write(Console.Out, Processor.Name, count, copySpeed, measured);
        return ExitCode.Done;
    }
}
