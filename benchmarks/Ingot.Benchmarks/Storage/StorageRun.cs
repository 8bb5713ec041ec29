using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Ingot.Benchmarks.Quick;

namespace Ingot.Benchmarks.Storage;

/// <summary>Measures how fast every storage scheme decodes, file reads included, and writes one Markdown page a CPU.</summary>
internal static class StorageRun
{
    // As much as conversion decodes at a time.
    private const int UnitRows = 64;

    public static void Measure(string folder)
    {
        string cpu = QuickRun.CpuName();
        StringBuilder page = new();
        page.AppendLine(CultureInfo.InvariantCulture, $"# Storage schemes on {cpu}").AppendLine();
        page.AppendLine(
            CultureInfo.InvariantCulture,
            $"{RuntimeInformation.FrameworkDescription}, one thread. A weight of {StorageSample.Rows} x {StorageSample.Columns} is decoded from its file (in the page cache) in runs of {UnitRows} rows;");
        page.AppendLine("medians by processor time, weights counted as float32.").AppendLine();
        page.AppendLine("| scheme | GB/s | Gweights/s |").AppendLine("| --- | ---: | ---: |");
        float[] target = new float[UnitRows * StorageSample.Columns];
        foreach (Func<StorageSample> create in StorageSample.All)
        {
            using StorageSample sample = create();
            double seconds = Stopclock.Median(() =>
            {
                for (int row = 0; row < StorageSample.Rows; row += UnitRows)
                    sample.Weight.DecodeRows(row, target);
            });
            double weights = (double)StorageSample.Rows * StorageSample.Columns;
            page.AppendLine(CultureInfo.InvariantCulture, $"| {sample.Name} | {4e-9 * weights / seconds:F2} | {1e-9 * weights / seconds:F3} |");
        }

        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, $"storage-{QuickRun.FileNameOf(cpu)}.md");
        File.WriteAllText(file, page.ToString());
        Console.Write(page);
        Console.WriteLine();
        Console.WriteLine($"Written to {file}.");
    }
}
