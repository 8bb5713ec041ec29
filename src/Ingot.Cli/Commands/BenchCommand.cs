using System.CommandLine;

namespace Ingot.Cli.Commands;

/// <summary><c>ingot bench</c>: measurements, each a command of its own.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        IngotCommand command = new(
            "bench", "Measure this machine: the speed of every type's encoder, decoder and dot product, and what types lose on a model.",
            "ingot bench encode --types Q4_K,Q6_K",
            "ingot bench error model-F16.gguf --svg error.svg");
        command.Add(BenchEncodeCommand.Create());
        command.Add(BenchErrorCommand.Create());
        return command;
    }
}
