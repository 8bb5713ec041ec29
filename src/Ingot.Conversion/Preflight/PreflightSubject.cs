using System.Text.Json;
using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Gguf;
using Ingot.Conversion.Planning;
using Ingot.Formats.HuggingFace;
using Ingot.Formats.Safetensors;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Conversion.Preflight;

/// <summary>A checkpoint under examination: each part is read when first asked for, and is null with its fault kept where it cannot be.</summary>
internal sealed class PreflightSubject : IDisposable
{
    private readonly Lazy<Attempt<CheckpointFolder>> folder;
    private readonly Lazy<Attempt<Checkpoint>> checkpoint;
    private readonly Lazy<Attempt<Hyperparameters>> numbers;
    private readonly Lazy<Attempt<ITokenizer>> tokenizer;
    private readonly Lazy<Attempt<GgufVocabulary>> vocabulary;
    private readonly Lazy<Attempt<ConversionPlan>> plan;
    private readonly Lazy<SafetensorsSurvey?> survey;
    private readonly Dictionary<string, Attempt<JsonObjectFile>> jsonFiles = [];

    public PreflightSubject(string path, PreflightOptions options)
    {
        Path = path;
        Options = options;
        folder = new(() => Attempt.At(() => Directory.Exists(path) ? CheckpointFolder.Open(path) : null));
        checkpoint = new(() => Attempt.At<Checkpoint>(() => Checkpoint.Open(path)));
        survey = new(() => Directory.Exists(path) ? SafetensorsSurvey.Of(path) : null);
        numbers = new(() => Attempt.At(() =>
            Family is { } family && Folder is { } found ? HyperparameterReader.Read(found.Config, family, found.Location("config.json")) : null));
        tokenizer = new(() => Attempt.At(() => Model?.Tokenizer));
        vocabulary = new(() => Attempt.At(() => Model is HuggingFaceCheckpoint source ? GgufVocabularySource.Build(source, Wanted).Vocabulary : null));
        plan = new(() => Attempt.At(() => Model is HuggingFaceCheckpoint source ? ConversionJob.Prepare(source, Wanted).Plan : null));
    }

    /// <summary>The path as given.</summary>
    public string Path { get; }

    /// <summary>For what it is checked.</summary>
    public PreflightOptions Options { get; }

    /// <summary>The conversion that is meant.</summary>
    public ConversionOptions Wanted => new()
    {
        Output = System.IO.Path.Combine(Options.OutputFolder, Options.Target == ConversionTarget.Gguf ? "" : "ingot-result"),
        Target = Options.Target,
        FileTypes = Options.FileTypes,
        ThreadCount = Options.ThreadCount,
    };

    /// <summary>The small files of a Hugging Face folder; null when it is none, or config.json cannot be read.</summary>
    public CheckpointFolder? Folder => folder.Value.Value;

    /// <summary>The family of the class that config.json names.</summary>
    public ArchitectureSpec? Family => Classes.Select(ArchitectureList.FindByClass).FirstOrDefault(found => found is not null);

    /// <summary>The classes that config.json names.</summary>
    public IEnumerable<string> Classes =>
        Folder?.Config.Get("architectures").Items().Select(item => ((JsonElement?)item).Text()).OfType<string>() ?? [];

    /// <summary>The numbers of config.json.</summary>
    public Hyperparameters? Numbers => numbers.Value.Value;

    /// <summary>Why config.json's numbers are refused.</summary>
    public IngotException? NumbersFault => numbers.Value.Fault;

    /// <summary>The safetensors files of a folder, sound or not; null when the path is no folder.</summary>
    public SafetensorsSurvey? Survey => survey.Value;

    /// <summary>The checkpoint as conversion would see it.</summary>
    public Checkpoint? Model => checkpoint.Value.Value;

    /// <summary>Why it is refused.</summary>
    public IngotException? ModelFault => checkpoint.Value.Fault;

    /// <summary>The tokenizer.</summary>
    public ITokenizer? Tokenizer => tokenizer.Value.Value;

    /// <summary>Why it is refused.</summary>
    public IngotException? TokenizerFault => tokenizer.Value.Fault;

    /// <summary>The vocabulary a GGUF would have.</summary>
    public GgufVocabulary? Vocabulary => vocabulary.Value.Value;

    /// <summary>Why there would be none.</summary>
    public IngotException? VocabularyFault => vocabulary.Value.Fault;

    /// <summary>The plan of the conversion that is meant.</summary>
    public ConversionPlan? Plan => plan.Value.Value;

    /// <summary>Why there is none.</summary>
    public IngotException? PlanFault => plan.Value.Fault;

    /// <summary>Every stored tensor that can be read.</summary>
    public IEnumerable<TensorInfo> StoredTensors => Model?.Tensors.Tensors ?? Survey?.UsedFiles.SelectMany(file => file.Tensors) ?? [];

    /// <summary>A JSON file of the folder; null when it is not there or damaged.</summary>
    public JsonElement? Json(string name) => Read(name).Value?.Root;

    /// <summary>Why a JSON file of the folder cannot be read; null when it can, or is not there.</summary>
    public IngotException? JsonFault(string name) => Read(name).Fault;

    public void Dispose()
    {
        if (checkpoint.IsValueCreated)
            Model?.Dispose();
    }

    private Attempt<JsonObjectFile> Read(string name)
    {
        if (!jsonFiles.TryGetValue(name, out Attempt<JsonObjectFile> read))
            jsonFiles[name] = read = Attempt.At(() => Folder?.ReadJson(name) is JsonElement root ? new JsonObjectFile(root) : null);
        return read;
    }

    private sealed record JsonObjectFile(JsonElement Root);
}
