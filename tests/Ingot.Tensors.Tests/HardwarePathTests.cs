using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ingot.Tensors.Tests;

/// <summary>The suite runs plain and with parts of the hardware switched off; a switch that does nothing would test nothing.</summary>
public class HardwarePathTests
{
    [Fact]
    public void Avx512_IsOff_WhenSwitchedOff() => Assert.False(
        IsSwitchedOff("EnableAVX512") && (Vector512.IsHardwareAccelerated || Avx512F.IsSupported || Avx512BW.IsSupported));

    [Fact]
    public void Avx2_IsOff_WhenSwitchedOff() => Assert.False(
        IsSwitchedOff("EnableAVX2") && (Avx2.IsSupported || Vector256.IsHardwareAccelerated || Vector512.IsHardwareAccelerated));

    [Fact]
    public void Vectors_AreOff_WhenSwitchedOff() => Assert.False(
        IsSwitchedOff("EnableHWIntrinsic") && (Vector128.IsHardwareAccelerated || Vector.IsHardwareAccelerated));

    private static bool IsSwitchedOff(string name) =>
        (Environment.GetEnvironmentVariable("DOTNET_" + name) ?? Environment.GetEnvironmentVariable("COMPlus_" + name)) == "0";
}
