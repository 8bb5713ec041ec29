using System.Collections.Immutable;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Importance;
using Ingot.Models;
using Ingot.Quantization.Fitting;
using Ingot.Quantization.Recipes;

namespace Ingot.Conversion.Planning;

/// <summary>What a conversion is asked for. Everything here shapes the result.</summary>
public sealed record ConversionOptions
{
    /// <summary>Where the result goes: a file, a folder, or a pattern with <c>{type}</c>.</summary>
    public required string Output { get; init; }

    /// <summary>The kind of output.</summary>
    public ConversionTarget Target { get; init; }

    /// <summary>File types of GGUF outputs, or the one number type of a Hugging Face output; <c>AUTO</c> follows the source.</summary>
    public ImmutableArray<string> FileTypes { get; init; } = ["AUTO"];

    /// <summary>The family whose layout a Hugging Face output gets; null for the source's own.</summary>
    public string? TargetArchitecture { get; init; }

    /// <summary>The model's name in the metadata; null for the rules' choice.</summary>
    public string? ModelName { get; init; }

    /// <summary>The pre-tokenizer to write; null for what tokenizer.json implies.</summary>
    public string? PreTokenizer { get; init; }

    /// <summary>Whether a GGUF is written without its tokenizer: for folders that have none.</summary>
    public bool NoVocabulary { get; init; }

    /// <summary>The rope scaling to write instead of the source's; null keeps it.</summary>
    public RopeScaling? RopeScaling { get; init; }

    /// <summary>The piece a U+0000 entry becomes; null for the reference converter's.</summary>
    public string? NulToken { get; init; }

    /// <summary>What becomes of a vision tower.</summary>
    public ProjectorOptions Projector { get; init; } = ProjectorOptions.Default;

    /// <summary>Tensor bytes of one file at most; null for one file.</summary>
    public long? SplitMaxBytes { get; init; }

    /// <summary>Tensors of one file at most; null for one file.</summary>
    public int? SplitMaxTensors { get; init; }

    /// <summary>Whether the result says how it was made. Without it a GGUF equals the reference tools' byte for byte.</summary>
    public bool Lineage { get; init; } = true;

    /// <summary>What happens to a NaN or an infinity in the source.</summary>
    public NonFinitePolicy NonFinite { get; init; }

    /// <summary>Whether values beyond F16 become its largest, and are counted, instead of stopping the job.</summary>
    public bool AllowClipping { get; init; }

    /// <summary>Exceptions from the mix of a file type.</summary>
    public QuantizationOptions Quantization { get; init; } = QuantizationOptions.Default;

    /// <summary>How an importance matrix is used.</summary>
    public ImportanceOptions Importance { get; init; } = ImportanceOptions.None;

    /// <summary>What the job may hold at most: it then uses fewer threads; null for no bound.</summary>
    public MemoryBound? Memory { get; init; }

    /// <summary>A size to fit into by choosing each tensor's type, instead of <see cref="FileTypes"/>; null for none.</summary>
    public FitOptions? Fit { get; init; }

    /// <summary>Threads the job will use: they decide the memory the plan states, nothing else.</summary>
    public int ThreadCount { get; init; } = Environment.ProcessorCount;
}
