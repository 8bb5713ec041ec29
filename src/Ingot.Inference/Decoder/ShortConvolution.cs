using System.Numerics.Tensors;
using Ingot.Inference.Precision;

namespace Ingot.Inference.Decoder;

/// <summary>A gated short convolution: each channel sees its own last few inputs.</summary>
/// <remarks>Source: the published modelling code of LFM2. <c>out(gate2 * conv(gate1 * x))</c>, with gates and x from one projection.</remarks>
internal sealed class ShortConvolution : ILayerBlock
{
    /// <summary>Projection to first gate, second gate and input, <c>[3 * embedding, embedding]</c>.</summary>
    public required Linear In { get; init; }

    /// <summary>The taps of each channel, oldest first.</summary>
    public required CausalTaps Taps { get; init; }

    /// <summary>Back to the residual stream.</summary>
    public required Linear Out { get; init; }

    /// <inheritdoc/>
    public int? StateLength => Taps.HistoryLength;

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, int layer, float[] output)
    {
        int length = batch.Model.EmbeddingLength;
        Activations projected = batch.Work.Scratch.Rows("short convolution in", 3 * length);
        Activations result = batch.Work.Scratch.Rows("short convolution out", length);
        In.Multiply(batch.Work.Normed, batch.Positions, projected.Values, batch.Pool);
        RecurrentState state = batch.Cache.Recurrent(layer);
        Span<float> history = state.Next();
        for (int i = 0; i < batch.Positions; i++)
        {
            Span<float> row = projected.Row(i), x = row[(2 * length)..], y = result.Row(i);
            TensorPrimitives.Multiply(row[..length], x, x);
            batch.Rounder.Apply(RoundingPoints.Activation, x);
            Taps.Step(x, history, y);
            batch.Rounder.Apply(RoundingPoints.Activation, y);
            TensorPrimitives.Multiply(y, row.Slice(length, length), y);
            batch.Rounder.Apply(RoundingPoints.Activation, y);
        }

        result.Changed();
        Out.Multiply(result, batch.Positions, output, batch.Pool);
    }
}
