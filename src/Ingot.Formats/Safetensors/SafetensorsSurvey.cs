using System.Buffers.Binary;
using System.Text.Json;
using Ingot.Formats.HuggingFace;
using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>All that can be told of a folder's safetensors files, sound or not: what <see cref="SafetensorsCheckpoint"/> refuses at the first fault.</summary>
/// <remarks>Headers are read and checked; no file stays open.</remarks>
public sealed class SafetensorsSurvey
{
    /// <summary>The name of the index.</summary>
    public const string IndexName = "model.safetensors.index.json";

    /// <summary>The name of the file of a checkpoint that is not sharded. It goes before an index.</summary>
    public const string SingleName = "model.safetensors";

    private SafetensorsSurvey()
    {
    }

    /// <summary>Every safetensors file of the folder and every one the index names, by name.</summary>
    public required IReadOnlyList<SurveyedFile> Files { get; init; }

    /// <summary>For each tensor the file the index puts it in; null when there is no index, or it is refused.</summary>
    public IReadOnlyDictionary<string, string>? Index { get; init; }

    /// <summary>Why the index is refused; null when it is not, or is not there.</summary>
    public CheckpointException? IndexFault { get; init; }

    /// <summary>The files a checkpoint is read from: the single one, or those the index names, or all there are.</summary>
    public IEnumerable<SurveyedFile> UsedFiles => Files.Any(file => file.Name == SingleName)
        ? Files.Where(file => file.Name == SingleName)
        : Index is null ? Files : Files.Where(file => Index.Values.Contains(file.Name, StringComparer.Ordinal));

    /// <summary>Looks a folder over.</summary>
    public static SafetensorsSurvey Of(string folder)
    {
        ShardIndex? index = null;
        CheckpointException? fault = null;
        string indexPath = Path.Combine(folder, IndexName);
        if (File.Exists(indexPath))
        {
            try
            {
                index = ShardIndex.Read(indexPath);
            }
            catch (CheckpointException error)
            {
                fault = error;
            }
        }

        IEnumerable<string> names = Directory.EnumerateFiles(folder, "*.safetensors").Select(path => Path.GetFileName(path))
            .Concat(index?.Shards.Values ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new() { Files = [.. names.Select(name => Look(folder, name))], Index = index?.Shards, IndexFault = fault };
    }

    private static SurveyedFile Look(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
            return new(name, SurveyedState.Missing, 0, [], new(new(path), "There is no such file.", "Download it into the folder."));
        long length = 0, expected = 0;
        bool isPointer = false;
        try
        {
            using MappedFile file = MappedFile.Open(path);
            length = file.Length;
            Span<byte> start = stackalloc byte[(int)Math.Min(length, 20)];
            file.Read(0, start);
            isPointer = start.SequenceEqual("version https://git-"u8);
            expected = ExpectedLength(file, start);
            return new(name, SurveyedState.Sound, length, SafetensorsHeader.Read(file).Tensors);
        }
        catch (CheckpointException error)
        {
            SurveyedState state = isPointer ? SurveyedState.Pointer : expected > length ? SurveyedState.Truncated : SurveyedState.Damaged;
            return new(name, state, length, [], error, expected > 0 ? expected : null);
        }
    }

    /// <summary>The length the header speaks of, trusting nothing in it; 0 when it does not say.</summary>
    private static long ExpectedLength(MappedFile file, ReadOnlySpan<byte> start)
    {
        if (start.Length < 8)
            return 0;
        long headerLength = BinaryPrimitives.ReadInt64LittleEndian(start);
        if (headerLength is <= 0 or > SafetensorsHeader.MaxHeaderBytes || (start.Length > 8 && start[8] != '{'))
            return 0;
        if (headerLength > file.Length - 8)
            return 8 + headerLength;
        byte[] json = new byte[headerLength];
        file.Read(8, json);
        try
        {
            using JsonDocument header = JsonDocument.Parse(json, new() { MaxDepth = 8 });
            long end = header.RootElement.EnumerateObject().Select(entry => EndOf(entry.Value)).DefaultIfEmpty().Max();
            return end > long.MaxValue - headerLength - 8 ? 0 : 8 + headerLength + end;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return 0;
        }
    }

    private static long EndOf(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("data_offsets"u8, out JsonElement offsets)
            && offsets.ValueKind == JsonValueKind.Array && offsets.GetArrayLength() == 2
            && offsets[1].ValueKind == JsonValueKind.Number && offsets[1].TryGetInt64(out long end)
            ? end
            : 0;
}
