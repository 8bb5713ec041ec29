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

    public static void Measure(string folder)
    {
        string cpu = CpuName();
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"# {cpu}").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} logical processors, one thread but where said. Rows of {Columns} weights in cache;");
        page.AppendLine("medians of short runs by processor time (the forward pass: by the clock), weights counted as float32. Importance makes most encoders search, so it has rows of its own.").AppendLine();
        page.AppendLine("| type | path | GB/s | Gweights/s | to scalar |").AppendLine("| --- | --- | ---: | ---: | ---: |");
        float[] weights = Row.Weights(Columns), importance = Row.Importance(Columns), target = new float[Columns];
        foreach (BlockPaths paths in BlockPaths.All)
        {
            TensorType type = paths.Type;
            byte[] bytes = Row.Encoded(type, weights, Columns), other = new byte[bytes.Length];
            byte[] activations = Row.Encoded(type.ActivationType, Row.Weights(Columns, seed: 3, deviation: 1), Columns);
            Compare("encode", () => type.Encode(weights, [], other), () => paths.EncodeScalar(weights, [], other));
            Compare(
                "encode by importance",
                () => type.Encode(weights, importance, other),
                () => paths.EncodeScalarByImportance(weights, importance, other));
            Compare("decode", () => type.Decode(bytes, target), () => paths.DecodeScalar(bytes, target));
            Compare("dot", () => type.Dot(bytes, activations), () => paths.DotScalar(bytes, activations));

            void Compare(string path, Action chosen, Action scalar)
            {
                double seconds = Stopclock.Median(chosen);
                Line(type, path, Columns / seconds, Stopclock.Median(scalar) / seconds);
            }
        }

        foreach (TensorType type in new[] { TensorTypes.F32, TensorTypes.F16, TensorTypes.BF16 })
        {
            byte[] bytes = Row.Encoded(type, weights, Columns), activations = Row.Encoded(TensorTypes.F32, weights, Columns);
            Line(type, "encode", Columns / Stopclock.Median(() => type.Encode(weights, [], bytes)), null);
            Line(type, "decode", Columns / Stopclock.Median(() => type.Decode(bytes, target)), null);
            Line(type, "dot", Columns / Stopclock.Median(() => type.Dot(bytes, activations)), null);
        }

        page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Matrix products, {BatchRows} rows of {Columns}, in billions of multiply-adds a second:").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"| type | 1 vector | {BatchVectors} vectors |").AppendLine("| --- | ---: | ---: |");
        foreach (TensorType type in BlockPaths.All.Select(paths => paths.Type).Concat([TensorTypes.F32, TensorTypes.F16, TensorTypes.BF16]))
        {
            byte[] rows = Row.Encoded(type, Row.Weights(BatchRows * Columns), Columns);
            byte[] vectors = Row.Encoded(type.ActivationType, Row.Weights(BatchVectors * Columns, seed: 3, deviation: 1), Columns);
            float[] output = new float[BatchRows * BatchVectors];
            int length = vectors.Length / BatchVectors;
            double one = Stopclock.Median(() => MatrixKernel.Multiply(type, rows, vectors.AsSpan(0, length), output.AsSpan(0, BatchRows)));
            double many = Stopclock.Median(() => MatrixKernel.Multiply(type, rows, BatchRows, vectors, BatchVectors, output, BatchRows));
            page.AppendLine(CultureInfo.InvariantCulture, $"| {type} | {1e-9 * BatchRows * Columns / one:F2} | {1e-9 * BatchRows * Columns * BatchVectors / many:F2} |");
        }

        page.AppendLine().AppendLine("The forward pass of samples/internlm2-tiny (bfloat16), 128 tokens:").AppendLine();
        page.AppendLine("| threads | prefill, tokens/s | decode, tokens/s |").AppendLine("| ---: | ---: | ---: |");
        foreach (int threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            using SampleModel sample = new(threads);
            int[] tokens = sample.Tokens(128);
            float[] logits = new float[sample.Model.VocabularySize];
            KeyValueCache cache = sample.Model.CreateCache();
            double prefill = Stopclock.MedianByClock(() =>
            {
                cache.Truncate(0);
                sample.Model.Forward(tokens, cache, LogitsWanted.Last, logits);
            });
            double decode = Stopclock.MedianByClock(() =>
            {
                cache.Truncate(0);
                for (int i = 0; i < tokens.Length; i++)
                    sample.Model.Forward(tokens.AsSpan(i, 1), cache, LogitsWanted.Last, logits);
            });
            page.AppendLine(CultureInfo.InvariantCulture, $"| {threads} | {tokens.Length / prefill:F0} | {tokens.Length / decode:F0} |");
        }

        Directory.CreateDirectory(folder);
        string name = string.Join('-', cpu.ToLowerInvariant().Split([' ', '(', ')', '@', '/', '.'], StringSplitOptions.RemoveEmptyEntries));
        string file = Path.Combine(folder, name + ".md");
        File.WriteAllText(file, page.ToString());
        Console.Write(page);
        Console.WriteLine();
        Console.WriteLine($"Written to {file}.");

        void Line(TensorType type, string path, double weightsPerSecond, double? ratio) => page.AppendLine(
            CultureInfo.InvariantCulture,
            $"| {type} | {path} | {4e-9 * weightsPerSecond:F2} | {1e-9 * weightsPerSecond:F3} | {(ratio is double r ? r.ToString("F1", CultureInfo.InvariantCulture) + "x" : "")} |");
    }

    private static string CpuName()
    {
        const string cpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(cpuInfo)
            ? File.ReadLines(cpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
