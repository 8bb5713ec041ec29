using System.Diagnostics;

namespace Ingot.Benchmarks.Quick;

/// <summary>Times an action in short runs and takes their median.</summary>
internal static class Stopclock
{
    private const int Runs = 15;
    private static readonly TimeSpan warmUp = TimeSpan.FromMilliseconds(10), run = TimeSpan.FromMilliseconds(6);

    /// <summary>Processor seconds a call on one thread: neighbours on the machine cost cache, but their turns do not count.</summary>
    public static double Median(Action action) => Median(action, () => Environment.CpuUsage.TotalTime);

    /// <summary>Seconds a call by the clock, for work that several threads share.</summary>
    public static double MedianByClock(Action action) => Median(action, () => Stopwatch.GetElapsedTime(0));

    private static double Median(Action action, Func<TimeSpan> now)
    {
        int calls = 0;
        TimeSpan start = now();
        do
        {
            action();
            calls++;
        }
        while (now() - start < warmUp);

        int callsPerRun = Math.Max(1, (int)(calls * (run / (now() - start))));
        double[] seconds = new double[Runs];
        for (int i = 0; i < Runs; i++)
        {
            start = now();
            for (int call = 0; call < callsPerRun; call++)
                action();
            seconds[i] = (now() - start).TotalSeconds / callsPerRun;
        }

        Array.Sort(seconds);
        return seconds[Runs / 2];
    }
}
