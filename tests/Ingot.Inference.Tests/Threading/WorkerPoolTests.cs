using Ingot.Inference.Threading;

namespace Ingot.Inference.Tests.Threading;

public class WorkerPoolTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(5)]
    public void Run_CallsEachPartOnce(int threadCount)
    {
        using WorkerPool pool = new(threadCount);
        int[] calls = new int[threadCount];
        for (int round = 0; round < 200; round++)
            pool.Run(part => Interlocked.Increment(ref calls[part]));
        Assert.All(calls, count => Assert.Equal(200, count));
    }

    [Theory, InlineData(1, 1 << 20), InlineData(2, 1 << 20), InlineData(5, 1 << 20), InlineData(5, 1)]
    public void Share_HandsOutEachItemOnce(int threadCount, long operations)
    {
        using WorkerPool pool = new(threadCount);
        foreach (int itemCount in (int[])[0, 1, 7, 64, 1001])
        {
            int[] calls = new int[itemCount];
            pool.Share(operations, itemCount, longestRun: 8, (first, end) =>
            {
                for (int item = first; item < end; item++)
                    Interlocked.Increment(ref calls[item]);
            });
            Assert.All(calls, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Run_BringsBackAnError_AndWorksOn()
    {
        using WorkerPool pool = new(3);
        AggregateException error = Assert.Throws<AggregateException>(() => pool.Run(part =>
        {
            if (part == 2)
                throw new InvalidDataException("here");
        }));
        Assert.IsType<InvalidDataException>(error.InnerException);
        int calls = 0;
        pool.Run(_ => Interlocked.Increment(ref calls));
        Assert.Equal(3, calls);
    }

    [Fact]
    public async Task Run_TakesTurns_WhenCalledConcurrently()
    {
        using WorkerPool pool = new(2);
        int inside = 0, worst = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int round = 0; round < 50; round++)
            {
                pool.Run(_ =>
                {
                    int now = Interlocked.Increment(ref inside);
                    if (now > Volatile.Read(ref worst))
                        Interlocked.Exchange(ref worst, now);
                    Interlocked.Decrement(ref inside);
                });
            }
        })));
        Assert.InRange(worst, 1, 2);
    }
}
