using System.Collections.Immutable;
using System.Security.Cryptography;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Execution;

public sealed class PlanExecutorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory, InlineData(1), InlineData(2), InlineData(7)]
    public void Execute_WritesTheSameBytes_ForAnyThreadCount(int threads)
    {
        string expected = HashOf(Execute("one.bin", new() { ThreadCount = 1 }));
        Assert.Equal(expected, HashOf(Execute("other.bin", new() { ThreadCount = threads })));
    }

    [Fact]
    public void Execute_LeavesNothingButTheOutput()
    {
        _ = Execute("out.bin", new());
        Assert.Equal(["out.bin"], Names());
    }

    [Fact]
    public void Execute_RefusesToReplace_UnlessTold()
    {
        string path = Execute("out.bin", new());
        File.WriteAllText(path, "precious");
        IngotException refused = Assert.Throws<IngotException>(() => Execute("out.bin", new()));
        Assert.Contains("--force", refused.Remedy, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
        _ = Execute("out.bin", new() { Overwrite = true });
        Assert.NotEqual("precious", File.ReadAllText(path));
    }

    [Fact]
    public void Execute_LeavesAnExistingFileAlone_WhenItFails()
    {
        string path = folder.File("out.bin");
        File.WriteAllText(path, "precious");
        RandomWeight broken = new("w", 3000, 512, seed: 1) { NonFiniteRow = 2500 };
        IngotException error = Assert.Throws<IngotException>(() => Execute("out.bin", new() { Overwrite = true }, broken));
        Assert.Contains("row 2,500, column 7", error.Location!.Item, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(path));
        Assert.Equal(["out.bin"], Names());
    }

    [Fact]
    public void Execute_CountsReplacedValues_WhenToldToZeroThem()
    {
        RandomWeight broken = new("w", 3000, 512, seed: 1) { NonFiniteRow = 2500 };
        ConversionReport report = Run("out.bin", new() { NonFinite = NonFinitePolicy.Zero }, broken);
        Assert.Equal(1, report.Outputs[0].Tensors[0].ReplacedCount);
    }

    [Fact]
    public void Execute_LeavesNothing_WhenCancelled()
    {
        using CancellationTokenSource cancel = new();
        RandomWeight weight = new("w", 4000, 512, seed: 1) { OnDecode = row => { if (row > 1000) cancel.Cancel(); } };
        _ = Assert.ThrowsAny<OperationCanceledException>(() => Run("out.bin", new(), weight, cancellation: cancel.Token));
        Assert.Empty(Names());
    }

    [Fact]
    public void Execute_ContinuesAfterAKill_AndEndsWithTheSameBytes()
    {
        string whole = HashOf(Execute("whole.bin", new()));

        // What a killed run leaves: temporary file and journal as they stood when work was half done.
        byte[]? part = null, journal = null;
        RandomWeight weight = new("w", 6000, 512, seed: 1)
        {
            OnDecode = row =>
            {
                if (row < 4000 || part is not null)
                    return;
                SpinWait.SpinUntil(() => new FileInfo(folder.File("out.bin.ingot-journal")).Length > 200, TimeSpan.FromSeconds(20));
                part = ReadShared(folder.File("out.bin.ingot-part"));
                journal = ReadShared(folder.File("out.bin.ingot-journal"));
                throw new InvalidOperationException("killed");
            },
        };
        ExecutionOptions options = new() { ThreadCount = 1, JournalInterval = TimeSpan.FromMilliseconds(5) };
        _ = Assert.Throws<InvalidOperationException>(() => Run("out.bin", options, weight));
        File.WriteAllBytes(folder.File("out.bin.ingot-part"), part!);
        File.WriteAllBytes(folder.File("out.bin.ingot-journal"), [.. journal!, .. "u 9 torn"u8]);

        ConversionReport report = Run("out.bin", new(), new("w", 6000, 512, seed: 1));
        Assert.InRange(report.ResumedShare, 0.01, 0.99);
        Assert.Equal(whole, HashOf(folder.File("out.bin")));
        Assert.Equal(["out.bin", "whole.bin"], Names());
    }

    [Fact]
    public void Execute_StartsOver_WhenTheJournalIsOfAnotherJob()
    {
        File.WriteAllText(folder.File("out.bin.ingot-journal"), "ingot-journal 1 0123\nu 0 1,1,0,0 deadbeef\n");
        File.WriteAllText(folder.File("out.bin.ingot-part"), "rubbish");
        ConversionReport report = Run("out.bin", new(), new("w", 6000, 512, seed: 1));
        Assert.Equal(0, report.ResumedShare);
        Assert.NotNull(report.RestartReason);
        Assert.Equal(HashOf(Execute("whole.bin", new())), HashOf(folder.File("out.bin")));
    }

    [Fact]
    public void Execute_RefusesValuesBeyondF16_NamingThem()
    {
        RandomWeight weight = new("w", 10, 32, seed: 1) { HugeRow = 3 };
        IngotException error = Assert.Throws<IngotException>(() => Run("out.bin", new(), weight, TensorTypes.F16));
        Assert.Contains("row 3", error.Location!.Item, StringComparison.Ordinal);
        ConversionReport report = Run("out.bin", new() { AllowClipping = true }, weight, TensorTypes.F16);
        Assert.Equal(1, report.Outputs[0].Tensors[0].ClippedCount);
    }

    private string Execute(string name, ExecutionOptions options, RandomWeight? weight = null)
    {
        _ = Run(name, options, weight ?? new("w", 6000, 512, seed: 1));
        return folder.File(name);
    }

    private ConversionReport Run(string name, ExecutionOptions options, RandomWeight weight, TensorType? type = null, CancellationToken cancellation = default)
    {
        type ??= TensorTypes.BF16;
        PlannedTensor tensor = new() { Name = "w", Source = "w", Shape = weight.Shape, SourceType = TensorTypes.F32, Type = type, OffsetBytes = 64 };
        PlannedOutput output = new()
        {
            FileType = type.Name,
            Files = [new(folder.File(name), 64 + tensor.ByteCount)],
            Tensors = [tensor],
        };
        ConversionPlan plan = new()
        {
            Tool = "test", Source = "memory", Architecture = "none", SourceFiles = [], Findings = [],
            Options = ImmutableSortedDictionary<string, string>.Empty, Outputs = [output], PeakMemoryBytes = 1,
        };
        OutputJob job = new() { Plan = output, Weights = [weight], RecordsSources = true, Headers = facts => [Header(facts)] };
        return PlanExecutor.Execute(plan, [job], options, progress: null, cancellation);
    }

    private static byte[] Header(RunFacts facts)
    {
        byte[] header = new byte[64];
        BitConverter.TryWriteBytes(header, facts.Tensors[0].RelativeError);
        return header;
    }

    private string[] Names() => [.. Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)!).Order()];

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    private static byte[] ReadShared(string path)
    {
        // The lock of the writer is advisory; a copy of what is there now is all a kill would leave.
        using MemoryStream copy = new();
        using System.Diagnostics.Process cat = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("cat", [path]) { RedirectStandardOutput = true })!;
        cat.StandardOutput.BaseStream.CopyTo(copy);
        return copy.ToArray();
    }

    /// <summary>Random rows, the same for the same seed, with faults on demand.</summary>
    private sealed class RandomWeight(string name, int rows, int columns, int seed) : IWeight
    {
        public string Name => name;

        public TensorShape Shape { get; } = new(rows, columns);

        public TensorType StoredType => TensorTypes.F32;

        public int NonFiniteRow { get; init; } = -1;

        public int HugeRow { get; init; } = -1;

        public Action<long> OnDecode { get; init; } = _ => { };

        public void DecodeRows(long firstRow, Span<float> weights)
        {
            for (int at = 0; at < weights.Length; at += columns, firstRow++)
            {
                OnDecode(firstRow);
                Random random = new((int)firstRow + (seed * 7919));
                for (int i = 0; i < columns; i++)
                    weights[at + i] = random.NextSingle() - 0.5f;
                if (firstRow == NonFiniteRow)
                    weights[at + 7] = float.NaN;
                if (firstRow == HugeRow)
                    weights[at + 5] = 1e6f;
            }
        }

        public void ReadRows(long firstRow, Span<byte> bytes) => throw new NotSupportedException();

        public bool TryMapRows(long firstRow, int rowCount, out ReadOnlySpan<byte> bytes)
        {
            bytes = default;
            return false;
        }
    }
}
