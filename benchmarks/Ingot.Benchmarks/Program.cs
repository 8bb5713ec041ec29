using BenchmarkDotNet.Running;
using Ingot.Benchmarks.Quick;

// "quick" measures everything in about a minute, coarsely; anything else is BenchmarkDotNet's command line.
if (args is ["quick", ..])
{
    QuickRun.Measure(args.Length > 1 ? args[1] : "benchmarks/results");
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(QuickRun).Assembly).Run(args);
