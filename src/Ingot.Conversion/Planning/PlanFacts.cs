using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ingot.Conversion.Execution;
using Ingot.Conversion.Importance;
using Ingot.Models;
using Ingot.Models.Architectures;
using Ingot.Models.Json;
using Ingot.Quantization.Fitting;

namespace Ingot.Conversion.Planning;

/// <summary>The parts of a plan that every kind of output shares.</summary>
internal static class PlanFacts
{
    // Runtime, code, headers, tokenizer and buffers of file handles, measured on the sample models and rounded up.
    private const long BaseBytes = 160_000_000;

    /// <summary>The tool and version recorded in results.</summary>
    public static string Tool { get; } = "ingot " + typeof(PlanFacts).Assembly.GetName().Version!.ToString(3);

    /// <summary>The files of a source as they are now.</summary>
    public static ImmutableArray<SourceFile> Files(IEnumerable<string> paths) =>
    [
        .. from path in paths
           let file = FileBehind(path)
           select new SourceFile(Path.GetFileName(path), Path.GetFullPath(path), file.Length, file.LastWriteTimeUtc),
    ];

    /// <summary>The file that a path means. Download caches are made of links: it is the one at their end.</summary>
    public static FileInfo FileBehind(string path)
    {
        FileInfo named = new(path);
        return named.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? named;
    }

    /// <summary>The options that shape the bytes of a result. Defaults are left out, so that adding an option changes no fingerprint.</summary>
    public static ImmutableSortedDictionary<string, string> Options(ConversionOptions options, ArchitectureSpec? family = null)
    {
        ImmutableSortedDictionary<string, string>.Builder named = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Add("types", options.Fit is null ? string.Join(',', options.FileTypes) : null);
        AddFit(options.Fit, Add);
        Add("model_name", options.ModelName);
        Add("target_architecture", options.TargetArchitecture);
        Add("family", family is null || ArchitectureList.All.Contains(family) ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ArchitectureJson.Write(family)))));
        Add("pre", options.PreTokenizer);
        Add("nul_token", options.NulToken);
        Add("no_vocab", Flag(options.NoVocabulary));
        Add("rope_scaling", options.RopeScaling is { } scaling ? Describe(scaling) : null);
        Add("mmproj", Describe(options.Projector));
        Add("split_max_bytes", options.SplitMaxBytes?.ToString(CultureInfo.InvariantCulture));
        Add("split_max_tensors", options.SplitMaxTensors?.ToString(CultureInfo.InvariantCulture));
        Add("lineage", options.Lineage ? null : "none");
        Add("non_finite", options.NonFinite == NonFinitePolicy.Fail ? null : options.NonFinite.ToString().ToLowerInvariant());
        Add("allow_clipping", Flag(options.AllowClipping));
        Add("allow_requantize", Flag(options.Quantization.AllowRequantize));
        Add("leave_output_tensor", Flag(options.Quantization.LeaveOutputTensor));
        Add("pure", Flag(options.Quantization.Pure));
        Add("output_tensor_type", options.Quantization.OutputTensorType);
        Add("token_embedding_type", options.Quantization.TokenEmbeddingType);
        string overrides = string.Join(' ', options.Quantization.TensorTypeOverrides.Select(given => $"{given.Pattern}={given.TypeName}"));
        Add("tensor_types", overrides.Length > 0 ? overrides : null);
        AddImportance(options.Importance, Add);
        return named.ToImmutable();

        void Add(string name, string? value)
        {
            if (value is not null)
                named.Add(name, value);
        }

        static string? Flag(bool value) => value ? "true" : null;
    }

    /// <summary>The files of a source, and the importance matrix that takes part.</summary>
    public static ImmutableArray<SourceFile> Files(IEnumerable<string> paths, ImportanceOptions importance) =>
        Files(importance.File is { } file ? paths.Append(file.Path) : paths);

    private static void AddFit(FitOptions? fit, Action<string, string?> add)
    {
        add("fit", fit?.Target.Text);
        add("fit_types", fit is { TypeNames.IsEmpty: false } ? string.Join(',', fit.TypeNames) : null);
        add("context", fit?.ContextLength?.ToString(CultureInfo.InvariantCulture));
        add("cache_type_k", fit?.ContextLength is null ? null : fit.KeyCacheType.Name);
        add("cache_type_v", fit?.ContextLength is null ? null : fit.ValueCacheType.Name);
    }

    // The name without its folder: lineage holds no path.
    private static void AddImportance(ImportanceOptions importance, Action<string, string?> add)
    {
        add("imatrix", importance.File is { } file ? Path.GetFileName(file.Path) : null);
        add("imatrix_sha256", importance.File?.Sha256);
        add("include_weights", importance.IncludeWeights.IsEmpty ? null : string.Join(' ', importance.IncludeWeights));
        add("exclude_weights", importance.ExcludeWeights.IsEmpty ? null : string.Join(' ', importance.ExcludeWeights));
        add("allow_missing_importance", importance.AllowMissing ? "true" : null);
    }

    /// <summary>A rope scaling rule in words.</summary>
    public static string Describe(RopeScaling scaling) => scaling.Kind == RopeScalingKind.None
        ? "none"
        : string.Create(CultureInfo.InvariantCulture, $"{scaling.Kind.ToString().ToLowerInvariant()}:{scaling.Factor}");

    private static string? Describe(ProjectorOptions projector) => projector == ProjectorOptions.Default ? null : projector.Mode switch
    {
        ProjectorMode.None => "none",
        ProjectorMode.Only => $"only:{projector.FileType}",
        _ => projector.FileType,
    };

    /// <summary>The most a run holds: one set of row buffers a thread over a constant base.</summary>
    public static long PeakMemory(IReadOnlyCollection<OutputJob> outputs, int threads) => BaseBytes + BufferBytes(outputs, threads);

    /// <summary>The row buffers of a run.</summary>
    public static long BufferBytes(IReadOnlyCollection<OutputJob> outputs, int threads)
    {
        long widest = outputs.SelectMany(output => output.Plan.Tensors)
            .Select(tensor => UnitWorker.BufferBytes(tensor.Shape.Columns, outputs.Count)).DefaultIfEmpty().Max();
        return widest * threads;
    }
}
