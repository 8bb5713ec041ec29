using Ingot.Checkpoints.Storage.Awq;
using Ingot.Checkpoints.Storage.BitsAndBytes;
using Ingot.Checkpoints.Storage.CompressedTensors;
using Ingot.Checkpoints.Storage.Exl2;
using Ingot.Checkpoints.Storage.Float8;
using Ingot.Checkpoints.Storage.Gptq;
using Ingot.Checkpoints.Storage.Microscaling;

namespace Ingot.Checkpoints.Storage;

/// <summary>Every scheme there is. A new one is its file and one line here; the first to claim a weight has it.</summary>
internal static class StorageSchemes
{
    /// <summary>All of them. AWQ stands before GPTQ: it knows by the shapes which of the tensors they both have are its own.</summary>
    public static IReadOnlyList<StorageScheme> All { get; } =
    [
        new FourBitScheme(),
        new Int8Scheme(),
        new AwqScheme(),
        new GptqScheme(),
        new Nvfp4Scheme(),
        new Mxfp4Scheme(),
        new IntegerScheme(),
        new Float8Scheme(),
        new Exl2Scheme(),
    ];
}
