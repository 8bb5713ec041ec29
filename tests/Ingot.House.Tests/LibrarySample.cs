using Ingot.Checkpoints;
using Ingot.Conversion.Planning;

namespace Ingot.House.Tests;

/// <summary>The READMEs' library sample, compiled and run. <see cref="ReadmeTests"/> compares the text.</summary>
public sealed class LibrarySample
{
    [Fact]
    public void Sample_WritesTheFile()
    {
        using TemporaryFolder folder = new();
        _ = Directory.CreateSymbolicLink(folder.File("samples"), TestFiles.InRepository("samples"));
        string before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            Run();
            Assert.True(File.Exists("internlm2-tiny-Q6_K.gguf"));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static void Run()
    {
        using Checkpoint source = Checkpoint.Open("samples/internlm2-tiny");
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = "internlm2-tiny-Q6_K.gguf", FileTypes = ["Q6_K"] });
        Console.WriteLine($"{job.Plan.DiskBytes:N0} bytes, {job.Plan.Findings.Length} findings");
        job.Run(new());
    }
}
