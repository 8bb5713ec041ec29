using System.CommandLine;
using System.CommandLine.Parsing;
using Ingot.Checkpoints;
using Ingot.Cli.Rendering;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Planning;
using Ingot.Quantization.Fitting;

namespace Ingot.Cli.Commands;

/// <summary>What <c>convert</c> and <c>plan</c> share: every option that shapes a result.</summary>
internal sealed class ConversionArguments
{
    private static readonly string[] nonFiniteNames = ["fail", "zero", "keep"];

    private readonly Option<string> target = TargetOption.Create("--to");
    private readonly Option<string[]> types =
        FileTypeOption.Create("File type: AUTO, F32, F16, BF16, Q8_0, Q4_K_M, ...; repeat it for several files from one read.");
    private readonly Option<string?> dtype = new("--dtype") { Description = "Number type of a Hugging Face folder: AUTO, F32, F16 or BF16; float32, float16 and bfloat16 are the same.", HelpName = "TYPE" };
    private readonly Option<string?> architecture = new("--arch") { Description = "Family whose layout a Hugging Face folder gets, such as llama.", HelpName = "FAMILY" };
    private readonly Option<string?> family = FamilyOption.Create();
    private readonly Option<string?> modelName = new("--model-name") { Description = "The model's name in the metadata.", HelpName = "NAME" };
    private readonly Option<string?> pre = new("--pre") { Description = "Pre-tokenizer to write instead of the one tokenizer.json implies.", HelpName = "NAME" };
    private readonly Option<bool> noVocabulary = new("--no-vocab") { Description = "Write a GGUF without a tokenizer: for folders that have none." };
    private readonly Option<string?> ropeScaling = new("--rope-scaling") { Description = "Rope scaling to write: keep, none, linear:F or yarn:F.", HelpName = "RULE" };
    private readonly Option<string?> nulToken = new("--nul-token") { Description = "What a vocabulary entry U+0000 becomes.", HelpName = "TEXT" };
    private readonly Option<string?> projector = ProjectorOption.Create();
    private readonly Option<string?> splitMaxSize = new("--split-max-size") { Description = "Bytes of one file at most: N, NK, NM or NG.", HelpName = "SIZE" };
    private readonly Option<int?> splitMaxTensors = NumberOption.Whole("--split-max-tensors", [], least: 1, "Tensors of one file at most.");
    private readonly Option<string> nonFinite = new("--non-finite") { Description = "NaN and infinity: fail, zero or keep.", HelpName = "WHAT", DefaultValueFactory = _ => "fail" };
    private readonly Option<bool> allowClipping = new("--allow-clipping") { Description = "Clip and count values beyond F16 instead of stopping." };
    private readonly Option<bool> noLineage = new("--no-lineage") { Description = "Leave out how the file was made: byte-equal to the reference tools." };

    private readonly Option<string?> maxMemory = MemoryOptions.Total();

    /// <summary>The checkpoint.</summary>
    public Argument<string> Source { get; } = PathArgument.Create("SRC", "A Hugging Face checkpoint folder, or a GGUF file with --to hf.");

    /// <summary>Threads.</summary>
    public Option<int?> Threads { get; } = CommonOptions.Threads();

    /// <summary>Adds everything to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Source);
        foreach (Option option in (Option[])[target, types, dtype, architecture, family, modelName, pre, noVocabulary, ropeScaling, nulToken, projector, splitMaxSize, splitMaxTensors, nonFinite, allowClipping, noLineage, maxMemory, Threads])
            command.Add(option);
        RecipeOptions.AddTo(command);
        FitArguments.AddTo(command);
    }

    /// <summary>Opens the checkpoint.</summary>
    public Checkpoint Open(ParseResult parsed) => Checkpoint.Open(parsed.GetRequiredValue(Source), FamilyOption.Read(parsed, family));

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="output">Where the result goes.</param>
    /// <exception cref="UsageException">A value means nothing, or an option does not belong to the target.</exception>
    public ConversionOptions Read(ParseResult parsed, string output)
    {
        ConversionTarget kind = TargetOption.Parse(target.Name, parsed.GetValue(target)!);
        RefuseMeaningless(parsed, kind);
        string[] asked = FileTypeOption.Split(parsed.GetValue(types));
        FitOptions? fit = FitArguments.Read(parsed);
        if (fit is not null && asked.Length > 0)
            throw new UsageException("-q", "--fit chooses the types itself.", "Keep one of the two.");
        if (kind == ConversionTarget.HuggingFace && parsed.GetValue(dtype) is string number)
            asked = [number];
        if (kind == ConversionTarget.Gguf)
            FileTypeOption.Require(asked);

        return new()
        {
            Output = output,
            Target = kind,
            FileTypes = asked.Length > 0 ? [.. asked] : ["AUTO"],
            TargetArchitecture = parsed.GetValue(architecture),
            ModelName = parsed.GetValue(modelName),
            PreTokenizer = parsed.GetValue(pre),
            NoVocabulary = parsed.GetValue(noVocabulary),
            RopeScaling = RopeScalingOption.Parse(parsed.GetValue(ropeScaling)),
            NulToken = parsed.GetValue(nulToken),
            Projector = ProjectorOption.Parse(parsed.GetValue(projector)),
            SplitMaxBytes = Size(parsed.GetValue(splitMaxSize)),
            SplitMaxTensors = parsed.GetValue(splitMaxTensors),
            NonFinite = Policy(parsed.GetValue(nonFinite)!),
            AllowClipping = parsed.GetValue(allowClipping),
            Lineage = !parsed.GetValue(noLineage),
            Fit = fit,
            Quantization = RecipeOptions.From(parsed),
            Importance = RecipeOptions.Importance(parsed),
            Memory = MemoryOptions.Read(parsed.GetValue(maxMemory), bufferMebiBytes: null),
            ThreadCount = parsed.GetValue(Threads) ?? Environment.ProcessorCount,
        };
    }

    /// <summary>An option that would change nothing is refused: the user thinks it does.</summary>
    private void RefuseMeaningless(ParseResult parsed, ConversionTarget kind)
    {
        IEnumerable<Option> meaningless = kind == ConversionTarget.Gguf
            ? [dtype, architecture]
            : [modelName, pre, noVocabulary, nulToken, splitMaxTensors, .. RecipeOptions.All, .. FitArguments.All];
        foreach (Option option in meaningless)
        {
            if (parsed.GetResult(option) is OptionResult { Implicit: false })
            {
                throw new UsageException(
                    option.Name, $"The option says nothing about {(kind == ConversionTarget.Gguf ? "a GGUF" : "a Hugging Face folder")}.",
                    kind == ConversionTarget.Gguf ? "Leave it out, or choose --to hf." : "Leave it out, or choose --to gguf.");
            }
        }
    }

    private static NonFinitePolicy Policy(string text) => Array.FindIndex(nonFiniteNames, name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) switch
    {
        0 => NonFinitePolicy.Fail,
        1 => NonFinitePolicy.Zero,
        2 => NonFinitePolicy.Keep,
        _ => throw new UsageException("--non-finite", $"'{text}' is no way to treat NaN and infinity.", "Choose fail, zero or keep."),
    };

    private static long? Size(string? text) => text is null ? null
        : ByteText.TryParse(text, out long bytes) && bytes > 0 ? bytes
        : throw new UsageException("--split-max-size", $"'{text}' is no size.", "Write a number of bytes, or one with K, M or G, such as 2G.");
}
