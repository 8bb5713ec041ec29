namespace Ingot.Inference.Threading;

/// <summary>Threads that each take one part of a job, or runs of items as long as there are some.</summary>
/// <remarks>Safe for concurrent callers: jobs run one after the other.</remarks>
internal sealed class WorkerPool : IDisposable
{
    private const int SpinsBeforeSleep = 30;

    // Waking the threads takes some microseconds; so does this many multiply-adds.
    private const long OperationsWorthSharing = 1 << 17;

    // So many that the last run is short beside the whole.
    private const int RunsPerThread = 4;

    private readonly Thread[] threads;
    private readonly Lock callers = new();
    private readonly object signal = new();
    private Action<int>? job;
    private Exception? failure;
    private int generation;
    private int running;
    private bool disposed;

    /// <param name="threadCount">Parts of each job; one of them is the caller's.</param>
    public WorkerPool(int threadCount)
    {
        threads = new Thread[threadCount - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int part = i + 1;
            threads[i] = new Thread(() => Serve(part)) { IsBackground = true, Name = $"Ingot inference {part}" };
            threads[i].Start();
        }
    }

    /// <summary>The parts every job is cut into.</summary>
    public int PartCount => threads.Length + 1;

    /// <summary>The same on this thread alone when the job is too small to share: the parts are the same, so the results are.</summary>
    /// <param name="operations">About how many multiply-adds the job takes.</param>
    /// <param name="work">Called once a part.</param>
    public void Run(long operations, Action<int> work)
    {
        if (operations >= OperationsWorthSharing)
        {
            Run(work);
            return;
        }

        for (int part = 0; part < PartCount; part++)
            work(part);
    }

    /// <summary>
    /// Hands out items in runs to whoever is free, so that a thread the system holds up delays the others by one run at most. Which thread
    /// computes an item depends on timing; so its result must depend on nothing but the item.
    /// </summary>
    /// <param name="operations">About how many multiply-adds the job takes.</param>
    /// <param name="itemCount">How many items.</param>
    /// <param name="longestRun">Items of a run at most; fewer where there would not be some runs for each thread.</param>
    /// <param name="work">Gets the first item and the one beyond the last.</param>
    public void Share(long operations, int itemCount, int longestRun, Action<int, int> work)
    {
        if (operations < OperationsWorthSharing || threads.Length == 0)
        {
            work(0, itemCount);
            return;
        }

        int run = Math.Clamp(itemCount / (PartCount * RunsPerThread), 1, longestRun), next = 0;
        Run(_ =>
        {
            for (int first; (first = Interlocked.Add(ref next, run) - run) < itemCount;)
                work(first, Math.Min(first + run, itemCount));
        });
    }

    /// <summary>Calls <paramref name="work"/> once a part, from 0, and returns when all are done.</summary>
    public void Run(Action<int> work)
    {
        if (threads.Length == 0)
        {
            work(0);
            return;
        }

        lock (callers)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            job = work;
            Volatile.Write(ref running, threads.Length);
            lock (signal)
            {
                Volatile.Write(ref generation, generation + 1);
                Monitor.PulseAll(signal);
            }

            Perform(work, part: 0);
            SpinWait spin = default;
            while (Volatile.Read(ref running) > 0)
                spin.SpinOnce(sleep1Threshold: -1);
            job = null;
            if (Interlocked.Exchange(ref failure, null) is Exception error)
                throw new AggregateException("A part of the forward pass failed.", error);
        }
    }

    /// <summary>Ends the threads; a job under way is finished first.</summary>
    public void Dispose()
    {
        lock (callers)
        {
            if (disposed)
                return;
            disposed = true;
            lock (signal)
                Monitor.PulseAll(signal);
        }

        foreach (Thread thread in threads)
            thread.Join();
    }

    private void Serve(int part)
    {
        int seen = 0;
        while (true)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref generation) == seen && spin.Count < SpinsBeforeSleep)
                spin.SpinOnce(sleep1Threshold: -1);
            lock (signal)
            {
                while (generation == seen && !disposed)
                    Monitor.Wait(signal);
                if (generation == seen)
                    return;
                seen = generation;
            }

            Perform(job!, part);
            Interlocked.Decrement(ref running);
        }
    }

    // A part that throws must still be counted as done, or the caller would wait for ever.
    private void Perform(Action<int> work, int part)
    {
        try
        {
            work(part);
        }
#pragma warning disable CA1031 // The error is rethrown by Run, on the caller's thread.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, error, null);
        }
    }
}
