using Ingot.Tensors;

namespace Ingot.Formats.Gguf;

/// <summary>A GGUF model, in one file or split over several, its headers checked and its data read on demand.</summary>
/// <remarks>Source: the GGUF specification in the ggml repository, and what its reference reader refuses.</remarks>
public sealed class GgufFile : TensorContainer
{
    private GgufFile(string path, IReadOnlyList<MappedFile> files, IReadOnlyList<GgufHeader> headers)
        : base(files, [.. headers.SelectMany(header => header.Tensors)])
    {
        Path = path;
        Metadata = headers[0].Metadata;
        Version = headers[0].Version;
        Alignment = headers[0].Alignment;
    }

    /// <summary>The path it was opened by; of a split model any of its files.</summary>
    public string Path { get; }

    /// <summary>The key-value pairs of the file, or of the first when the model is split, its <c>split.*</c> keys included.</summary>
    public GgufMetadata Metadata { get; }

    /// <summary>The version of the format: 2 or 3.</summary>
    public uint Version { get; }

    /// <summary>Tensors start at multiples of this many bytes.</summary>
    public int Alignment { get; }

    /// <summary>Opens a model; any file of a split one opens the whole.</summary>
    /// <exception cref="CheckpointException">A file is missing, damaged, or of a kind we do not read, or the files of a split model disagree.</exception>
    public static GgufFile Open(string path)
    {
        List<MappedFile> files = [];
        try
        {
            MappedFile opened = MappedFile.Open(path);
            files.Add(opened);
            GgufHeader header = GgufHeader.Read(opened);
            GgufSplitKeys? split = GgufSplitKeys.Find(path, header.Metadata);
            if (split is null || split.Count == 1)
                return new(path, files, [header]);
            return OpenShards(path, split, files, header);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static GgufFile OpenShards(string path, GgufSplitKeys split, List<MappedFile> files, GgufHeader opened)
    {
        GgufShardName name = split.CheckName(path);
        MappedFile openedFile = files[0];
        string folder = System.IO.Path.GetDirectoryName(path) ?? "";
        MappedFile[] inOrder = new MappedFile[split.Count];
        GgufHeader[] headers = new GgufHeader[split.Count];
        for (int i = 0; i < split.Count; i++)
        {
            if (i == split.Number)
            {
                (inOrder[i], headers[i]) = (openedFile, opened);
                continue;
            }

            string sibling = System.IO.Path.Combine(folder, name.Sibling(i + 1).ToString());
            if (!File.Exists(sibling))
                throw new CheckpointException(new(sibling), $"The model is split over {split.Count} files, and this one is not there.", "Download the missing file into the same folder.");
            inOrder[i] = MappedFile.Open(sibling);
            files.Add(inOrder[i]);
            headers[i] = GgufHeader.Read(inOrder[i]);
            split.CheckSibling(sibling, i, headers[i].Metadata);
        }

        CheckTensors(path, split, headers);
        return new(path, inOrder, headers);
    }

    private static void CheckTensors(string path, GgufSplitKeys split, GgufHeader[] headers)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (TensorInfo tensor in headers.SelectMany(header => header.Tensors))
        {
            if (!names.Add(tensor.Name))
                throw new CheckpointException(tensor.Location, "The tensor is in two files of the split model.", GgufSplitKeys.Remedy);
        }

        if (split.TensorCount is long expected && expected != names.Count)
        {
            throw new CheckpointException(
                new(path, GgufSplitKeys.TensorCountKey), $"The split model should have {expected:N0} tensors but its files have {names.Count:N0}.", GgufSplitKeys.Remedy);
        }
    }
}
