using Ingot.Formats.PyTorch;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Formats.HuggingFace;

/// <summary>Opens the weights of a folder, whatever stores them.</summary>
public static class FolderTensors
{
    /// <summary>Opens the safetensors of a folder; where there are none, its PyTorch archives.</summary>
    /// <exception cref="CheckpointException">There are no weights, or they are damaged.</exception>
    public static TensorContainer Open(string folder) => !SafetensorsCheckpoint.IsIn(folder) && PyTorchCheckpoint.IsIn(folder)
        ? PyTorchCheckpoint.Open(folder)
        : SafetensorsCheckpoint.Open(folder);
}
