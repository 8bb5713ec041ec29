using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>One safetensors file, its header checked and its data read on demand.</summary>
/// <remarks>Source: the format description in the safetensors repository.</remarks>
public sealed class SafetensorsFile : TensorContainer
{
    private SafetensorsFile(MappedFile file, SafetensorsHeader header)
        : base([file], header.Tensors)
    {
        Path = file.Path;
        Metadata = header.Metadata;
    }

    /// <summary>The file's path.</summary>
    public string Path { get; }

    /// <summary>The strings under <c>__metadata__</c>; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <exception cref="CheckpointException">The file cannot be read, or its header is wrong.</exception>
    public static SafetensorsFile Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return new SafetensorsFile(file, SafetensorsHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
