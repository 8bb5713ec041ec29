using System.Runtime.Intrinsics;

namespace Ingot.Cli.Benchmarking;

/// <summary>A way the processor can go through a block: one number at a time, or vectors of a width.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Bits">The width of its widest vectors; 0 for none.</param>
/// <param name="SwitchedOff">The runtime's switch that must be 0 so that a process goes no wider; null for none.</param>
internal sealed record VectorPath(string Name, int Bits, string? SwitchedOff)
{
    // Kernels choose their path by constants of the compiler, so a path is forced for a whole process or not at all.
    private static readonly VectorPath[] all =
    [
        new("scalar", 0, "DOTNET_EnableHWIntrinsic"), new("128 bits", 128, "DOTNET_EnableAVX2"), new("256 bits", 256, "DOTNET_EnableAVX512"), new("512 bits", 512, null),
    ];

    /// <summary>The width this process goes.</summary>
    public static int OwnBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>Every path of this processor, scalar first.</summary>
    public static IEnumerable<VectorPath> Available => all.Where(path => path.Bits <= OwnBits);

    /// <summary>The switch for a process that shall go this path and no wider; null where nothing is wider.</summary>
    public string? Switch => Bits == OwnBits ? null : SwitchedOff;
}
