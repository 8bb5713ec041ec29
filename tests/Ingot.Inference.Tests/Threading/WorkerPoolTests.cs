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
