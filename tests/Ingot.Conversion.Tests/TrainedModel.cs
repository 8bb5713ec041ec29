using Ingot.Checkpoints;
using Ingot.Conversion.Planning;

namespace Ingot.Conversion.Tests;

/// <summary>A small trained model, converted once to every type for all tests that look at the files.</summary>
public abstract class TrainedModel : IDisposable
{
    /// <summary>What the reference converter writes itself.</summary>
    public static readonly string[] ConverterTypes = ["F32", "F16", "BF16", "Q8_0"];

    /// <summary>What only its quantizer writes.</summary>
    public static readonly string[] QuantizerTypes =
    [
        "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q2_K", "Q3_K_S", "Q3_K_M", "Q3_K_L", "Q4_K_S", "Q4_K_M", "Q5_K_S", "Q5_K_M", "Q6_K",
        "IQ4_NL", "IQ4_XS", "IQ3_S", "IQ3_M", "TQ1_0", "TQ2_0", "MXFP4_MOE", "Q1_0", "Q2_0",
    ];

    private readonly TemporaryFolder folder = new();

    protected TrainedModel(string name, string source)
    {
        Name = name;
        Source = source;
        using Checkpoint checkpoint = Checkpoint.Open(source);
        ConversionJob job = ConversionJob.Prepare(checkpoint, new()
        {
            Output = folder.File("{type}.gguf"),
            FileTypes = [.. ConverterTypes, .. QuantizerTypes],
            Lineage = false,
        });
        Plan = job.Plan;
        _ = job.Run(new());
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    /// <summary>The Hugging Face folder.</summary>
    public string Source { get; }

    /// <summary>What was planned.</summary>
    public ConversionPlan Plan { get; }

    /// <summary>The bare GGUF of a type.</summary>
    public string this[string fileType] => folder.File($"{fileType}.gguf");

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The InternLM2 sample.</summary>
public sealed class InternLM2Tiny() : TrainedModel("internlm2-tiny", TestFiles.InRepository("samples", "internlm2-tiny"));

/// <summary>The Qwen2 model.</summary>
public sealed class Qwen2Tiny() : TrainedModel("qwen2-tiny", TestFiles.Golden("models", "qwen2-tiny"));
