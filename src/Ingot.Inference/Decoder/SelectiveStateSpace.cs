using System.Numerics.Tensors;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>A selective state space: every channel carries a small state on, at a pace the input decides.</summary>
/// <remarks>Source: arXiv:2312.00752, algorithm 2, with the discretization of its published code.</remarks>
internal sealed class SelectiveStateSpace : ILayerBlock
{
    /// <summary>Projection to input and gate, <c>[2 * inner, embedding]</c>.</summary>
    public required Linear In { get; init; }

    /// <summary>The convolution in front.</summary>
    public required CausalTaps Taps { get; init; }

    /// <summary>Projection to time step, input and output vectors, <c>[timeStepRank + 2 * state, inner]</c>.</summary>
    public required Linear Projection { get; init; }

    /// <summary>Projection of the time steps with its bias, <c>[inner, timeStepRank]</c>.</summary>
    public required Linear TimeStep { get; init; }

    /// <summary><c>A</c>, negative, <c>[inner, state]</c>.</summary>
    public required float[] Decay { get; init; }

    /// <summary>What goes past the state, <c>[inner]</c>.</summary>
    public required float[] Skip { get; init; }

    /// <summary>Back to the residual stream.</summary>
    public required Linear Out { get; init; }

    /// <inheritdoc/>
    public int? StateLength => Taps.HistoryLength + Decay.Length;

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, int layer, float[] output)
    {
        StateSpaceNumbers numbers = batch.Model.StateSpace!;
        int inner = numbers.InnerLength, rank = numbers.TimeStepRank, length = numbers.StateLength, positions = batch.Positions;
        Scratch scratch = batch.Work.Scratch;
        Activations projected = scratch.Rows("state space in", 2 * inner), input = scratch.Rows("state space input", inner);
        Activations vectors = scratch.Rows("state space vectors", rank + (2 * length)), steps = scratch.Rows("state space steps", rank);
        Activations paces = scratch.Rows("state space paces", inner);
        In.Multiply(batch.Work.Normed, positions, projected.Values, batch.Pool);
        RecurrentState recurrent = batch.Cache.Recurrent(layer);
        Span<float> next = recurrent.Next(), history = next[..Taps.HistoryLength];
        for (int i = 0; i < positions; i++)
        {
            Taps.Step(projected.Row(i)[..inner], history, input.Row(i));
            FeedForwardActivations.Apply(Activation.Silu, [], input.Row(i), batch.Rounder);
        }

        input.Changed();
        Projection.Multiply(input, positions, vectors.Values, batch.Pool);
        for (int i = 0; i < positions; i++)
        {
            Normalize(vectors.Row(i), rank, length, batch.Model.NormEpsilon, numbers.NormalizesProjections);
            vectors.Row(i)[..rank].CopyTo(steps.Row(i));
        }

        steps.Changed();
        TimeStep.Multiply(steps, positions, paces.Values, batch.Pool);
        Memory<float> state = recurrent.NextMemory()[Taps.HistoryLength..];
        batch.Pool.Run((long)positions * inner * length * 8, part =>
        {
            int first = (int)((long)inner * part / batch.Pool.PartCount), end = (int)((long)inner * (part + 1) / batch.Pool.PartCount);
            for (int i = 0; i < positions; i++)
                Advance(vectors.Row(i)[rank..], paces.Row(i), input.Row(i), state.Span, first, end);
        });
        for (int i = 0; i < positions; i++)
            SiluMultiply.Apply(projected.Row(i)[inner..], input.Row(i), input.Row(i));
        input.Changed();
        Out.Multiply(input, positions, output, batch.Pool);
    }

    /// <summary>Moves the states of some channels on by one position; the input becomes the output.</summary>
    private void Advance(ReadOnlySpan<float> vectors, ReadOnlySpan<float> paces, Span<float> input, Span<float> states, int first, int end)
    {
        int length = vectors.Length / 2;
        ReadOnlySpan<float> b = vectors[..length], c = vectors[length..];
        for (int channel = first; channel < end; channel++)
        {
            // Softplus; past 20 it is the identity to the last bit that matters.
            float pace = paces[channel] > 20 ? paces[channel] : (float)Math.Log(1 + Math.Exp(paces[channel]));
            float x = input[channel], sum = 0;
            Span<float> state = states.Slice(channel * length, length);
            ReadOnlySpan<float> decay = Decay.AsSpan(channel * length, length);
            for (int n = 0; n < length; n++)
            {
                state[n] = (state[n] * MathF.Exp(decay[n] * pace)) + (pace * b[n] * x);
                sum += state[n] * c[n];
            }

            input[channel] = sum + (Skip[channel] * x);
        }
    }

    // Time step, input and output vector, each by itself and without gains.
    private static void Normalize(Span<float> vectors, int rank, int length, float epsilon, bool normalizes)
    {
        if (!normalizes)
            return;
        foreach (Range part in new Range[] { new(0, rank), new(rank, rank + length), new(rank + length, vectors.Length) })
        {
            Span<float> values = vectors[part];
            float mean = TensorPrimitives.SumOfSquares<float>(values) / values.Length;
            TensorPrimitives.Multiply(values, 1 / MathF.Sqrt(mean + epsilon), values);
        }
    }
}
