using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using Ingot.Tensors.Blocks;

namespace Ingot.Tensors.Tests;

/// <summary>The suite runs plain and with parts of the hardware switched off; a switch that does nothing would test nothing.</summary>
public class HardwarePathTests
{
    /// <summary>Every question the sources choose a path by, and the environment switches that must answer it with no.</summary>
    private static readonly Dictionary<string, (bool IsOn, string[] SwitchedOffBy)> questions = new()
    {
        ["Avx512BW.IsSupported"] = (Avx512BW.IsSupported, ["EnableAVX512", "EnableAVX2", "EnableHWIntrinsic"]),
        ["Vector512.IsHardwareAccelerated"] = (Vector512.IsHardwareAccelerated, ["EnableAVX512", "EnableAVX2", "EnableHWIntrinsic"]),
        ["Lanes16.IsSupported"] = (Lanes16.IsSupported, ["EnableAVX512", "EnableAVX2", "EnableHWIntrinsic"]),
        ["Avx2.IsSupported"] = (Avx2.IsSupported, ["EnableAVX2", "EnableHWIntrinsic"]),
        ["Fma.IsSupported"] = (Fma.IsSupported, ["EnableAVX2", "EnableHWIntrinsic"]),
        ["Vector256.IsHardwareAccelerated"] = (Vector256.IsHardwareAccelerated, ["EnableAVX2", "EnableHWIntrinsic"]),
        ["Lanes8.IsSupported"] = (Lanes8.IsSupported, ["EnableAVX2", "EnableHWIntrinsic"]),
        ["Lanes4.IsSupported"] = (Lanes4.IsSupported, ["EnableHWIntrinsic"]),
        ["Vector128.IsHardwareAccelerated"] = (Vector128.IsHardwareAccelerated, ["EnableHWIntrinsic"]),
        ["Vector.IsHardwareAccelerated"] = (Vector.IsHardwareAccelerated, ["EnableHWIntrinsic"]),
    };

    public static TheoryData<string> Questions { get; } = [.. questions.Keys];

    [Theory, MemberData(nameof(Questions))]
    public void Path_IsOff_WhenSwitchedOff(string question)
    {
        var (isOn, switches) = questions[question];
        Assert.False(isOn && switches.Any(IsSwitchedOff));
    }

    [Fact]
    public void List_NamesEveryQuestionOfTheSources()
    {
        IEnumerable<string> asked = Directory.EnumerateFiles(TestFiles.InRepository("src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(path => Regex.Matches(File.ReadAllText(path), @"\w+\.(?:IsSupported|IsHardwareAccelerated)\b").Select(match => match.Value))
            .Where(question => !question.StartsWith('T'));
        Assert.Empty(asked.Distinct().Except(questions.Keys));
    }

    private static bool IsSwitchedOff(string name) =>
        (Environment.GetEnvironmentVariable("DOTNET_" + name) ?? Environment.GetEnvironmentVariable("COMPlus_" + name)) == "0";
}
