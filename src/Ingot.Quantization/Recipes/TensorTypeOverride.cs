using System.Text.RegularExpressions;
using Ingot.Tensors;

namespace Ingot.Quantization.Recipes;

/// <summary>A user's wish: tensors whose name matches a pattern get a type. llama-quantize's <c>--tensor-type NAME=TYPE</c>.</summary>
public sealed class TensorTypeOverride
{
    private readonly Regex expression;

    /// <summary>Creates the wish.</summary>
    /// <param name="pattern">A regular expression found anywhere in the name; in lower case, as GGUF's names are.</param>
    /// <param name="typeName">A tensor type in any case.</param>
    /// <exception cref="IngotException">The pattern is no regular expression, or there is no such type.</exception>
    public TensorTypeOverride(string pattern, string typeName)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        TypeName = MixTypes.Asked(typeName).Name;
        // As llama-quantize does, which lowers patterns before it compiles them.
        Pattern = pattern.ToLowerInvariant();
        expression = Compile(Pattern);
    }

    /// <summary>The pattern, in lower case.</summary>
    public string Pattern { get; }

    /// <summary>The published name of the type.</summary>
    public string TypeName { get; }

    /// <summary>Reads <c>NAME=TYPE</c>; the first equals sign divides.</summary>
    /// <exception cref="IngotException">It is not of that form, or a part of it is wrong.</exception>
    public static TensorTypeOverride Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? new(text[..equals], text[(equals + 1)..])
            : throw new IngotException(null, $"\"{text}\" names no tensor and type.", "Write it as NAME=TYPE, for example attn_v=Q8_0.");
    }

    /// <summary>Whether the pattern is found in a name.</summary>
    /// <exception cref="IngotException">The pattern backtracks without end.</exception>
    public bool Matches(string name)
    {
        try
        {
            return expression.IsMatch(name);
        }
        catch (RegexMatchTimeoutException timeout)
        {
            throw new IngotException(null, $"The pattern \"{Pattern}\" takes too long on \"{name}\".", "Write a simpler pattern.", timeout);
        }
    }

    private static Regex Compile(string pattern)
    {
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException)
        {
            // Lookaround and back references need a backtracking engine, which a pattern can keep busy for ever.
            return new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException wrong)
        {
            throw new IngotException(null, $"\"{pattern}\" is no regular expression.", "Mend the pattern before the equals sign.", wrong);
        }
    }
}
