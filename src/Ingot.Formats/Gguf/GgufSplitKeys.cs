using Ingot.Tensors;

namespace Ingot.Formats.Gguf;

/// <summary>What a file of a split model says about the split.</summary>
/// <param name="Number">Which file it is, from 0.</param>
/// <param name="Count">How many files there are.</param>
/// <param name="TensorCount">How many tensors all of them have together, when the file says so.</param>
internal sealed record GgufSplitKeys(int Number, int Count, long? TensorCount)
{
    public const string NumberKey = "split.no";
    public const string CountKey = "split.count";
    public const string TensorCountKey = "split.tensors.count";

    /// <summary>What to do when the files of a split model disagree.</summary>
    public const string Remedy = "The files come from different models or versions: download all of them again.";

    // Names have five digits.
    private const int MaxCount = 99_999;

    /// <summary>The keys of a file, or null when it is not part of a split model.</summary>
    /// <exception cref="CheckpointException">The keys make no sense.</exception>
    public static GgufSplitKeys? Find(string path, GgufMetadata metadata)
    {
        if (metadata[CountKey] is null)
            return null;
        long count = Number64(path, metadata, CountKey, MaxCount);
        // A merged model keeps the key with the value 0.
        if (count == 0)
            return null;
        long number = Number64(path, metadata, NumberKey, count - 1);
        return new((int)number, (int)count, metadata[TensorCountKey] is null ? null : Number64(path, metadata, TensorCountKey, int.MaxValue));
    }

    /// <summary>The parts of the file's name, which must say the same as its keys.</summary>
    /// <exception cref="CheckpointException">They differ.</exception>
    public GgufShardName CheckName(string path)
    {
        GgufShardName? name = GgufShardName.Parse(Path.GetFileName(path));
        return name is { } parsed && parsed.Number == Number + 1 && parsed.Count == Count
            ? parsed
            : throw new CheckpointException(
                new(path, NumberKey),
                $"The file says that it is number {Number + 1} of {Count} of a split model, and its name does not.",
                $"Give the files of the model their published names: this one ends in {new GgufShardName("", Number + 1, Count)}.");
    }

    /// <summary>Checks another file of the same model.</summary>
    /// <exception cref="CheckpointException">It belongs to another split, or is another part of this one.</exception>
    public void CheckSibling(string path, int number, GgufMetadata metadata)
    {
        GgufSplitKeys other = Find(path, metadata) ?? throw new CheckpointException(new(path, CountKey), "The file is not part of a split model, though its name says so.", Remedy);
        if (other.Number != number || other.Count != Count || other.TensorCount != TensorCount)
        {
            throw new CheckpointException(
                new(path, NumberKey),
                $"The file says that it is number {other.Number + 1} of {other.Count} with {other.TensorCount} tensors in all; number {number + 1} of {Count} with {TensorCount} was expected.",
                Remedy);
        }
    }

    private static long Number64(string path, GgufMetadata metadata, string key, long maximum) =>
        metadata[key]?.AsInteger() is long number && number >= 0 && number <= maximum
            ? number
            : throw new CheckpointException(
                new(path, key),
                $"The value is {(metadata[key] is { } value ? GgufText.Describe(value) : "missing")}; a number from 0 to {maximum:N0} belongs here.",
                Remedy);
}
