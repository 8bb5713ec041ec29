using Ingot.Formats.HuggingFace;
using Ingot.Tensors;

namespace Ingot.Formats.PyTorch;

/// <summary>The weights of a folder as PyTorch saved them: one archive, or shards with an index. Nothing in them is ever run.</summary>
/// <remarks>
/// Archives of every PyTorch since 0.2: zip (its entries are read in place) and the older stream of pickles. Views of shared storages
/// and transposed tensors are read in the order of their indices.
/// </remarks>
public sealed class PyTorchCheckpoint : TensorContainer
{
    private const string IndexName = "pytorch_model.bin.index.json";

    // Names under which single archives are published, the usual one first.
    private static readonly string[] singleNames =
        ["pytorch_model.bin", "model.bin", "pytorch_model.pt", "pytorch_model.pth", "model.pt", "model.pth", "consolidated.pth"];

    private readonly Dictionary<string, StridedView> views;

    private PyTorchCheckpoint(IReadOnlyList<MappedFile> files, IReadOnlyList<TensorInfo> tensors, Dictionary<string, StridedView> views, IReadOnlyList<string> setAside)
        : base(files, tensors)
    {
        this.views = views;
        SetAside = setAside;
    }

    /// <summary>Keys beside the state dict whose tensors are no part of the model, such as <c>optimizer</c>. Their tensors are not listed.</summary>
    public IReadOnlyList<string> SetAside { get; }

    /// <summary>Whether a folder has PyTorch archives under the published names.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, IndexName)) || SingleIn(folder) is not null;

    /// <summary>Opens the folder's archive, or else the shards that its index lists.</summary>
    /// <exception cref="CheckpointException">There is none, or one is damaged, hostile or of a kind we do not read.</exception>
    public static PyTorchCheckpoint Open(string folder)
    {
        if (SingleIn(folder) is string single)
            return OpenFile(single);
        string index = Path.Combine(folder, IndexName);
        if (!File.Exists(index))
            throw new CheckpointException(new(folder), $"The folder has neither {singleNames[0]} nor {IndexName}.", "Check the path.");
        ShardIndex shards = ShardIndex.Read(index);
        return Open(shards.Paths(folder), shards);
    }

    /// <summary>Opens one archive.</summary>
    /// <exception cref="CheckpointException">It is damaged, hostile or of a kind we do not read.</exception>
    public static PyTorchCheckpoint OpenFile(string path) => Open([path], null);

    /// <inheritdoc/>
    public override bool IsMappable(TensorInfo tensor) => !views.ContainsKey(tensor.Name);

    /// <inheritdoc/>
    public override void Read(TensorInfo tensor, long offsetBytes, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        (MappedFile file, long start) = Locate(tensor, offsetBytes, destination.Length);
        if (views.TryGetValue(tensor.Name, out StridedView? view))
            view.Read(file, offsetBytes, destination);
        else
            file.Read(start, destination);
    }

    private static string? SingleIn(string folder) => singleNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static PyTorchCheckpoint Open(IReadOnlyList<string> paths, ShardIndex? index)
    {
        List<MappedFile> files = [];
        try
        {
            List<TensorInfo> tensors = [];
            Dictionary<string, StridedView> views = new(StringComparer.Ordinal);
            List<string> setAside = [];
            foreach (string path in paths)
            {
                files.Add(MappedFile.Open(path));
                PyTorchArchive archive = PyTorchArchive.Read(files[^1]);
                StateDict dict = StateDict.Find(archive.Root, new(path, archive.Item));
                setAside.AddRange(dict.SetAside);
                foreach ((string name, PickleTensor tensor) in dict.Tensors)
                    tensors.Add(Place(path, name, tensor, archive, views));
            }

            index?.CheckAgreement(tensors);
            return new(files, tensors, views, [.. setAside.Distinct()]);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    private static TensorInfo Place(string path, string name, PickleTensor tensor, PyTorchArchive archive, Dictionary<string, StridedView> views)
    {
        TensorType type = tensor.Type ?? throw new CheckpointException(
            new(path, name), $"The tensor holds {tensor.TypeName} numbers, which are no weights.", "Save it as float32, float16 or bfloat16.");
        PickleStorage storage = tensor.Storage;
        long start = archive.StorageStarts[storage.Key] + (storage.FirstElement * storage.Type!.ElementBytes) + (tensor.Offset * type.BytesPerBlock);
        long[] sizes = [.. tensor.Shape.Dimensions];
        if (!StridedView.IsContiguous(sizes, tensor.Strides))
            views[name] = new(start, type.BytesPerBlock, sizes, tensor.Strides);
        return new(name, type, tensor.Shape, new(path, name, start));
    }
}
