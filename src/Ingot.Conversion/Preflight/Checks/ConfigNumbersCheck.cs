using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ingot.Checkpoints.Findings;
using Ingot.Conversion.Gguf;
using Ingot.Models;
using Ingot.Tensors;
using static Ingot.Models.TensorRole;

namespace Ingot.Conversion.Preflight.Checks;

/// <summary>Whether the numbers of config.json are those of the tensors.</summary>
internal sealed class ConfigNumbersCheck : IPreflightCheck
{
    // Which dimension of which role tells which number. Heads cannot be told apart from their length by shapes alone.
    private static readonly (Func<HyperparameterKeys, ConfigKey> Key, TensorRole Role, int Dimension)[] told =
    [
        (keys => keys.VocabularySize, TokenEmbedding, 0),
        (keys => keys.EmbeddingLength, TokenEmbedding, 1),
        (keys => keys.FeedForwardLength, FeedForwardUp, 0),
    ];

    public IEnumerable<Finding> Find(PreflightSubject subject)
    {
        if (subject.Folder is not { } folder || subject.Family is not { } family)
            yield break;
        bool isExplained = false;
        foreach ((ConfigKey key, long fromTensors, string tensor) in FromTensors(family, subject.StoredTensors))
        {
            // A number that config.json states by way of another is that one's business.
            if (key is not { Name.Length: > 0, Power: 1, Times: 1, DividedBy: null, DividedByRootOf: null })
                continue;
            (string place, JsonElement? stated) = Stated(folder.Config, key);
            if (stated is null && key.OrSameAs is not null)
                continue;
            if (stated is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) && value == fromTensors)
                continue;
            // A family's default counts where nothing is stated.
            if (stated is null && key.Default is double byDefault && (long)byDefault == fromTensors)
                continue;
            string text = fromTensors.ToString(CultureInfo.InvariantCulture);
            isExplained |= subject.NumbersFault?.Location?.Item == key.Name;
            yield return FindingKinds.ConfigContradictsTensors.At($"config.json: {place}", stated?.GetRawText() ?? "null", text, tensor) with
            {
                Repair = new("config.json", place, text),
            };
        }

        if (subject.NumbersFault is { } fault && !isExplained)
            yield return FindingKinds.ConfigRefused.At($"config.json: {fault.Location?.Item}", fault.Problem, fault.Remedy);
    }

    private static IEnumerable<(ConfigKey Key, long Value, string Tensor)> FromTensors(ArchitectureSpec family, IEnumerable<TensorInfo> tensors)
    {
        // What a scheme has packed has other shapes than the weight it stands for.
        TensorInfo[] plain = [.. tensors.Where(tensor => tensor.Type.HoldsWeights)];
        foreach ((Func<HyperparameterKeys, ConfigKey> key, TensorRole role, int dimension) in told)
        {
            if (family.Tensors.FirstOrDefault(spec => spec.Role == role) is not { Packing: null, Transform: null, IsPerExpert: false } spec)
                continue;
            string name = spec.NameIn(0);
            string? shorter = family.OmissiblePrefix is { } prefix && name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null;
            if (Array.Find(plain, tensor => tensor.Name == name || tensor.Name == shorter) is { Shape.Rank: 2 } found)
                yield return (key(family.Hyperparameters), found.Shape[dimension], found.Name);
        }

        if (LayerCount(family, plain) is (int count, string last))
            yield return (family.Hyperparameters.LayerCount, count, last);
    }

    /// <summary>The layers there are, if they are there from the first to the last without a gap.</summary>
    private static (int Count, string Last)? LayerCount(ArchitectureSpec family, TensorInfo[] tensors)
    {
        if (family.Tensors.FirstOrDefault(spec => spec is { IsPerLayer: true, Optional: false }) is not { } spec)
            return null;
        string prefix = family.OmissiblePrefix ?? "";
        string pattern = Regex.Escape(spec.NamePattern).Replace(Regex.Escape(TensorSpec.LayerPlaceholder), "(?<layer>[0-9]{1,5})", StringComparison.Ordinal);
        if (spec.NamePattern.StartsWith(prefix, StringComparison.Ordinal))
            pattern = $"({Regex.Escape(prefix)})?{pattern[Regex.Escape(prefix).Length..]}";
        Regex expression = new($"^{pattern}$", RegexOptions.CultureInvariant);
        SortedDictionary<int, string> layers = [];
        foreach (TensorInfo tensor in tensors)
        {
            if (expression.Match(tensor.Name) is { Success: true } match)
                layers[int.Parse(match.Groups["layer"].ValueSpan, CultureInfo.InvariantCulture)] = tensor.Name;
        }

        return layers.Count > 0 && layers.Last().Key == layers.Count - 1 ? (layers.Count, layers.Last().Value) : null;
    }

    /// <summary>The value of a key and where it stands, or where it would: in the text model's section if there is one with such numbers.</summary>
    private static (string Place, JsonElement? Value) Stated(JsonElement config, ConfigKey key)
    {
        foreach (string name in key.Names)
        {
            if (config.Get("text_config").Get(name) is JsonElement ofText)
                return ($"text_config.{name}", ofText);
            if (config.Get(name) is JsonElement found)
                return (name, found);
        }

        return (key.Name, null);
    }
}
