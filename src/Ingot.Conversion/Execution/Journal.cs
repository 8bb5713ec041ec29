using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ingot.Conversion.Execution;

/// <summary>The list of finished work beside the temporary files. Lines are appended after the data they speak of is synced.</summary>
/// <remarks>
/// Line 1: <c>ingot-journal 1 FINGERPRINT</c>. A unit: <c>u INDEX RESULT... CHECK</c>, a result being four hexadecimal numbers
/// joined by commas. <c>c CHECK</c>: everything is on disk, only renaming is left. A torn last line fails its check and ends the list.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const string Magic = "ingot-journal 1 ";
    private readonly FileStream stream;

    private Journal(string path, FileStream stream, IReadOnlyDictionary<int, TargetResult[]> finished, bool complete)
    {
        Path = path;
        this.stream = stream;
        Finished = finished;
        IsComplete = complete;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The units an earlier run finished, with their results.</summary>
    public IReadOnlyDictionary<int, TargetResult[]> Finished { get; }

    /// <summary>Whether an earlier run had everything on disk and was renaming.</summary>
    public bool IsComplete { get; }

    /// <summary>The fingerprint an existing journal is bound to; null when there is none that can be read.</summary>
    public static string? FingerprintOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using StreamReader reader = new(path);
        string? line = reader.ReadLine();
        return line is not null && line.StartsWith(Magic, StringComparison.Ordinal) ? line[Magic.Length..] : null;
    }

    /// <summary>Starts an empty journal, replacing any.</summary>
    public static Journal Create(string path, string fingerprint)
    {
        FileStream stream = new(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.ASCII.GetBytes($"{Magic}{fingerprint}\n"));
        stream.Flush(flushToDisk: true);
        return new(path, stream, new Dictionary<int, TargetResult[]>(), complete: false);
    }

    /// <summary>Continues a journal: reads its sound lines and cuts off what is torn.</summary>
    public static Journal Continue(string path)
    {
        Dictionary<int, TargetResult[]> finished = [];
        bool complete = false;
        byte[] bytes = File.ReadAllBytes(path);
        int sound = Array.IndexOf(bytes, (byte)'\n') + 1;
        while (sound < bytes.Length)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', sound);
            if (end < 0 || !TryParse(Encoding.ASCII.GetString(bytes, sound, end - sound), finished, ref complete))
                break;
            sound = end + 1;
        }

        FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.Read);
        stream.SetLength(sound);
        stream.Position = sound;
        return new(path, stream, finished, complete);
    }

    /// <summary>Records finished units.</summary>
    public void Append(IEnumerable<(int Unit, TargetResult[] Results)> units)
    {
        StringBuilder lines = new();
        foreach ((int unit, TargetResult[] results) in units)
        {
            string text = $"u {unit} {string.Join(' ', results.Select(Format))}";
            _ = lines.Append(text).Append(' ').Append(Check(text)).Append('\n');
        }

        stream.Write(Encoding.ASCII.GetBytes(lines.ToString()));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Records that all data is on disk.</summary>
    public void Complete()
    {
        stream.Write(Encoding.ASCII.GetBytes($"c {Check("c")}\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Closes and removes it: nothing is left to resume.</summary>
    public void Delete()
    {
        stream.Dispose();
        File.Delete(Path);
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static bool TryParse(string line, Dictionary<int, TargetResult[]> finished, ref bool complete)
    {
        int space = line.LastIndexOf(' ');
        if (space < 0 || Check(line[..space]) != line[(space + 1)..])
            return false;
        string[] parts = line[..space].Split(' ');
        if (parts is ["c"])
        {
            complete = true;
            return true;
        }

        finished[int.Parse(parts[1], CultureInfo.InvariantCulture)] = [.. parts[2..].Select(Parse)];
        return true;
    }

    private static string Format(TargetResult result) =>
        $"{BitConverter.DoubleToInt64Bits(result.ErrorSquares):x},{BitConverter.DoubleToInt64Bits(result.SourceSquares):x},{result.ReplacedCount:x},{result.ClippedCount:x}";

    private static TargetResult Parse(string text)
    {
        long[] numbers = [.. text.Split(',').Select(part => long.Parse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))];
        return new(BitConverter.Int64BitsToDouble(numbers[0]), BitConverter.Int64BitsToDouble(numbers[1]), numbers[2], numbers[3]);
    }

    private static string Check(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, 4));
}
