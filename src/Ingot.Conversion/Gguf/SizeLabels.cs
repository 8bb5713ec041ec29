using System.Globalization;
using Ingot.Tensors;

namespace Ingot.Conversion.Gguf;

/// <summary>The size of a model in a word: <c>138K</c>, <c>4.2M</c>, <c>7B</c>.</summary>
/// <remarks>Source: the GGUF naming convention. Two digits at least, halves to even.</remarks>
public static class SizeLabels
{
    private const string ExpertMark = "_exps.";

    /// <summary>The label of a dense model.</summary>
    /// <param name="parameterCount">Elements of all its tensors.</param>
    public static string Of(long parameterCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(parameterCount);
        (double scale, char suffix) = (double)parameterCount switch
        {
            > 1e12 => (1e-12, 'T'),
            > 1e9 => (1e-9, 'B'),
            > 1e6 => (1e-6, 'M'),
            _ => (1e-3, 'K'),
        };
        double scaled = parameterCount * scale;
        int wholeDigits = Math.Round(scaled, MidpointRounding.ToEven).ToString("F0", CultureInfo.InvariantCulture).TrimStart('0').Length;
        return Fixed(scaled, Math.Max(2 - wholeDigits, 0)) + suffix;
    }

    /// <summary>The label of a model whose tensors may be experts: <c>8x7B</c> names one expert's share with all that is shared.</summary>
    /// <param name="tensors">Names and shapes of its tensors in GGUF.</param>
    public static string Of(IEnumerable<(string Name, TensorShape Shape)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        long shared = 0, oneExpert = 0, expertSum = 0, expertTensors = 0;
        foreach ((string name, TensorShape shape) in tensors)
        {
            // The convention counts a bias of every expert as shared.
            if (!name.Contains(ExpertMark, StringComparison.Ordinal) || shape.Rank < 3)
            {
                shared += shape.ElementCount;
                continue;
            }

            long count = Math.Max(1, shape[0]);
            oneExpert += shape.ElementCount / count;
            expertSum += count;
            expertTensors++;
        }

        return expertTensors == 0
            ? Of(shared)
            : string.Create(CultureInfo.InvariantCulture, $"{expertSum / expertTensors}x{Of(shared + oneExpert)}");
    }

    private static string Fixed(double value, int decimals)
    {
        // Every double has fewer than 60 decimals down here, so these digits are exact and a tie is seen as one.
        string exact = value.ToString("F60", CultureInfo.InvariantCulture);
        int cut = exact.IndexOf('.', StringComparison.Ordinal) + 1 + decimals;
        bool isTie = exact[cut] == '5' && exact.AsSpan(cut + 1).TrimEnd('0').IsEmpty;
        string kept = exact[..cut].TrimEnd('.');
        bool keptIsEven = (kept[^1] - '0') % 2 == 0;
        return isTie && keptIsEven ? kept : value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }
}
