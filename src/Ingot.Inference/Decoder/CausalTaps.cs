namespace Ingot.Inference.Decoder;

/// <summary>A depthwise convolution over time, one position at a step.</summary>
/// <param name="weights"><c>[channels, taps]</c>, the oldest input's first.</param>
/// <param name="bias"><c>[channels]</c>; empty for none.</param>
/// <param name="taps">Inputs a channel sees, its own included.</param>
internal sealed class CausalTaps(float[] weights, float[] bias, int taps)
{
    /// <summary>Floats of the history: the last <c>taps - 1</c> inputs of every channel.</summary>
    public int HistoryLength => weights.Length / taps * (taps - 1);

    /// <summary>Takes one input.</summary>
    /// <param name="input"><c>[channels]</c>.</param>
    /// <param name="history"><c>[channels, taps - 1]</c>, zeros at the start of a sequence; moved on by one.</param>
    /// <param name="output"><c>[channels]</c>, filled.</param>
    public void Step(ReadOnlySpan<float> input, Span<float> history, Span<float> output)
    {
        int kept = taps - 1;
        for (int channel = 0; channel < input.Length; channel++)
        {
            Span<float> past = history.Slice(channel * kept, kept);
            ReadOnlySpan<float> own = weights.AsSpan(channel * taps, taps);
            float sum = bias.Length == 0 ? 0 : bias[channel];
            for (int tap = 0; tap < kept; tap++)
                sum += own[tap] * past[tap];
            output[channel] = sum + (own[kept] * input[channel]);
            if (kept == 0)
                continue;
            past[1..].CopyTo(past);
            past[^1] = input[channel];
        }
    }
}
