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
        // Optimized code takes over in the background, some time after enough calls.
        double callsPerSecond = WarmUp(action, now);
        for (int pause = 0; pause < 2; pause++)
        {
            Thread.Sleep(120);
            callsPerSecond = WarmUp(action, now);
        }

        int callsPerRun = Math.Max(1, (int)(callsPerSecond * run.TotalSeconds));
        double[] seconds = new double[Runs];
        for (int i = 0; i < Runs; i++)
        {
            TimeSpan start = now();
            for (int call = 0; call < callsPerRun; call++)
                action();
            seconds[i] = (now() - start).TotalSeconds / callsPerRun;
        }

        Array.Sort(seconds);
        return seconds[Runs / 2];
    }

    private static double WarmUp(Action action, Func<TimeSpan> now)
    {
        int calls = 0;
        TimeSpan start = now();
        for (; calls < 40 || now() - start < warmUp; calls++)
            action();
        return calls / (now() - start).TotalSeconds;
    }
}
