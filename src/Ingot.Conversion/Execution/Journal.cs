using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ingot.Tensors;

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
    /// <exception cref="IngotException">Another process holds it.</exception>
    public static string? FingerprintOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using FileStream stream = Lock(path, FileMode.Open);
        using StreamReader reader = new(stream);
        string? line = reader.ReadLine();
        return line is not null && line.StartsWith(Magic, StringComparison.Ordinal) ? line[Magic.Length..] : null;
    }

    /// <summary>Starts an empty journal, replacing any. While it is open no other process can write the same output.</summary>
    /// <exception cref="IngotException">Another process holds it, or it cannot be written.</exception>
    public static Journal Create(string path, string fingerprint)
    {
        FileStream stream = Lock(path, FileMode.OpenOrCreate);
        stream.SetLength(0);
        Journal journal = new(path, stream, new Dictionary<int, TargetResult[]>(), complete: false);
        journal.Write($"{Magic}{fingerprint}\n");
        return journal;
    }

    /// <summary>Continues a journal: reads its sound lines and cuts off what is torn.</summary>
    /// <exception cref="IngotException">Another process holds it.</exception>
    public static Journal Continue(string path)
    {
        Dictionary<int, TargetResult[]> finished = [];
        bool complete = false;
        FileStream stream = Lock(path, FileMode.Open);
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        int sound = Array.IndexOf(bytes, (byte)'\n') + 1;
        while (sound < bytes.Length)
        {
            int end = Array.IndexOf(bytes, (byte)'\n', sound);
            if (end < 0 || !TryParse(Encoding.ASCII.GetString(bytes, sound, end - sound), finished, ref complete))
                break;
            sound = end + 1;
        }

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

        Write(lines.ToString());
    }

    /// <summary>Records that all data is on disk.</summary>
    public void Complete() => Write($"c {Check("c")}\n");

    /// <summary>Closes and removes it: nothing is left to resume.</summary>
    public void Delete()
    {
        // Removed while it is held, so that no other process takes up a journal that is about to go. Windows cannot do that.
        if (OperatingSystem.IsWindows())
            stream.Dispose();
        File.Delete(Path);
        stream.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static FileStream Lock(string path, FileMode mode)
    {
        try
        {
            return new(path, mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IngotException(
                new(path), $"The journal of this output cannot be opened ({error.Message}).",
                "If another ingot writes the same output, wait for it or choose another name; else check that the folder is writable.", error);
        }
    }

    private void Write(string text)
    {
        try
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        catch (IOException error)
        {
            throw new IngotException(new(Path), $"Writing failed ({error.Message}).", StagedFile.WriteRemedy, error);
        }
    }

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
