using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ingot.Benchmarks.Blocks;
using Ingot.Benchmarks.Inference;
using Ingot.Inference;
using Ingot.Tensors;
using Ingot.Tensors.Kernels;

namespace Ingot.Benchmarks.Quick;

/// <summary>Measures every encoder, decoder and dot product coarsely and writes one Markdown page a CPU.</summary>
internal static class QuickRun
{
    private const int Columns = 4096;
    private const int BatchRows = 16;
    private const int BatchVectors = 64;

    private static readonly TensorType[] plainTypes = [TensorTypes.F32, TensorTypes.F16, TensorTypes.BF16];

    public static void Measure(string folder)
    {
        string cpu = CpuName();
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"# {cpu}").AppendLine();
        page.AppendLine(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} logical processors. Rows of {Columns} weights in cache;");
        page.AppendLine("medians of short runs by processor time (several threads: by the clock), weights counted as float32.").AppendLine();
        AddBlockTypes(page);
        AddPlainTypes(page);
        AddProducts(page);
        AddForwardPass(page);

        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, FileNameOf(cpu) + ".md");
        File.WriteAllText(file, page.ToString());
        Console.Write(page);
        Console.WriteLine();
        Console.WriteLine($"Written to {file}.");
    }

    private static void AddBlockTypes(StringBuilder page)
    {
        page.AppendLine("| type | path | GB/s | Gweights/s | to scalar |").AppendLine("| --- | --- | ---: | ---: | ---: |");
        float[] weights = Row.Weights(Columns), importance = Row.Importance(Columns), target = new float[Columns];
        foreach (BlockPaths paths in BlockPaths.All)
        {
            TensorType type = paths.Type;
            byte[] bytes = Row.Encoded(type, weights, Columns), other = new byte[bytes.Length];
            byte[] activations = Row.Encoded(type.ActivationType, Row.Weights(Columns, seed: 3, deviation: 1), Columns);
            Add("encode", () => type.Encode(weights, [], other), () => paths.EncodeScalar(weights, [], other));
            Add(
                "encode by importance",
                () => type.Encode(weights, importance, other),
                () => paths.EncodeScalarByImportance(weights, importance, other));
            Add("decode", () => type.Decode(bytes, target), () => paths.DecodeScalar(bytes, target));
            Add("dot", () => type.Dot(bytes, activations), () => paths.DotScalar(bytes, activations));

            void Add(string path, Action chosen, Action scalar)
            {
                double seconds = Stopclock.Median(chosen);
                AddLine(page, type, path, seconds, string.Create(CultureInfo.InvariantCulture, $"{Stopclock.Median(scalar) / seconds:F1}x"));
            }
        }
    }

    private static void AddPlainTypes(StringBuilder page)
    {
        float[] weights = Row.Weights(Columns), target = new float[Columns];
        foreach (TensorType type in plainTypes)
        {
            byte[] bytes = Row.Encoded(type, weights, Columns), activations = Row.Encoded(TensorTypes.F32, weights, Columns);
            AddLine(page, type, "encode", Stopclock.Median(() => type.Encode(weights, [], bytes)), "");
            AddLine(page, type, "decode", Stopclock.Median(() => type.Decode(bytes, target)), "");
            AddLine(page, type, "dot", Stopclock.Median(() => type.Dot(bytes, activations)), "");
        }
    }

    private static void AddLine(StringBuilder page, TensorType type, string path, double seconds, string toScalar) => page.AppendLine(
        CultureInfo.InvariantCulture, $"| {type} | {path} | {4e-9 * Columns / seconds:F2} | {1e-9 * Columns / seconds:F3} | {toScalar} |");

    private static void AddProducts(StringBuilder page)
    {
        page.AppendLine().AppendLine(
            CultureInfo.InvariantCulture, $"Matrix products, {BatchRows} rows of {Columns}, in billions of multiply-adds a second:");
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"| type | 1 vector | {BatchVectors} vectors |");
        page.AppendLine("| --- | ---: | ---: |");
        foreach (TensorType type in BlockPaths.All.Select(paths => paths.Type).Concat(plainTypes))
        {
            byte[] rows = Row.Encoded(type, Row.Weights(BatchRows * Columns), Columns);
            byte[] vectors = Row.Encoded(type.ActivationType, Row.Weights(BatchVectors * Columns, seed: 3, deviation: 1), Columns);
            float[] output = new float[BatchRows * BatchVectors];
            int length = vectors.Length / BatchVectors;
            double one = Stopclock.Median(() => MatrixKernel.Multiply(type, rows, vectors.AsSpan(0, length), output.AsSpan(0, BatchRows)));
            double many = Stopclock.Median(() => MatrixKernel.Multiply(type, rows, BatchRows, vectors, BatchVectors, output, BatchRows));
            const double billions = 1e-9 * BatchRows * Columns;
            page.AppendLine(CultureInfo.InvariantCulture, $"| {type} | {billions / one:F2} | {billions * BatchVectors / many:F2} |");
        }
    }

    private static void AddForwardPass(StringBuilder page)
    {
        page.AppendLine().AppendLine("The forward pass of samples/internlm2-tiny (bfloat16), 128 tokens:").AppendLine();
        page.AppendLine("| threads | prefill, tokens/s | decode, tokens/s |").AppendLine("| ---: | ---: | ---: |");
        foreach (int threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            using SampleModel sample = new(threads);
            int[] tokens = sample.Tokens(128);
            float[] logits = new float[sample.Model.VocabularySize];
            KeyValueCache cache = sample.Model.CreateCache();
            void Prefill()
            {
                cache.Truncate(0);
                sample.Model.Forward(tokens, cache, LogitsWanted.Last, logits);
            }

            void Decode()
            {
                cache.Truncate(0);
                for (int i = 0; i < tokens.Length; i++)
                    sample.Model.Forward(tokens.AsSpan(i, 1), cache, LogitsWanted.Last, logits);
            }

            // Threads that wait for each other use the processor too, so only one thread can be timed by it.
            Func<Action, double> median = threads == 1 ? Stopclock.Median : Stopclock.MedianByClock;
            double prefill = median(Prefill), decode = median(Decode);
            page.AppendLine(CultureInfo.InvariantCulture, $"| {threads} | {tokens.Length / prefill:F0} | {tokens.Length / decode:F0} |");
        }
    }

    /// <summary>A CPU's name as part of a file's.</summary>
    internal static string FileNameOf(string cpu) =>
        string.Join('-', cpu.ToLowerInvariant().Split([' ', '(', ')', '@', '/', '.'], StringSplitOptions.RemoveEmptyEntries));

    internal static string CpuName()
    {
        const string cpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(cpuInfo)
            ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
