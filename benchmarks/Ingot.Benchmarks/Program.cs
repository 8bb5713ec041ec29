using BenchmarkDotNet.Running;
using Ingot.Benchmarks.Quick;
using Ingot.Benchmarks.Storage;

// "quick" measures everything in about a minute, coarsely; "storage" how fast quantized checkpoints decode; anything else is BenchmarkDotNet's command line.
if (args is ["quick", ..])
{
    QuickRun.Measure(args.Length > 1 ? args[1] : "benchmarks/results");
    return;
}

if (args is ["storage", ..])
{
    StorageRun.Measure(args.Length > 1 ? args[1] : "benchmarks/results");
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
