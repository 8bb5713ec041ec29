using System.Numerics.Tensors;
using Ingot.Models;
using Ingot.Tensors.Kernels;

namespace Ingot.Inference.Decoder;

/// <summary>The feed-forward block: up, a nonlinearity, down; with a gate where the family has one.</summary>
internal sealed class FeedForward(DecoderBatch batch)
{
    private readonly Workspace work = batch.Work;
    private readonly int length = batch.Model.FeedForwardLength;
    private readonly FeedForwardActivations.Kernel activation = FeedForwardActivations.Of(batch.Model.Activation ?? batch.Options.Activation);

    /// <summary>Computes what the block adds for the normed positions in the workspace.</summary>
    /// <param name="layer">The weights.</param>
    /// <param name="output"><c>[positions, embedding]</c>.</param>
    public void Run(DecoderLayer layer, float[] output)
    {
        int positions = batch.Positions;
        layer.Gate?.Prepare(work.Normed, positions, batch.Pool);
        layer.Up.Prepare(work.Normed, positions, batch.Pool);
        batch.Pool.Run((layer.Gate is null ? 1 : 2) * layer.Up.Operations(positions), part =>
        {
            layer.Gate?.MultiplyPart(work.Normed, positions, work.Gate, part, batch.Pool.PartCount);
            layer.Up.MultiplyPart(work.Normed, positions, work.Hidden.Values, part, batch.Pool.PartCount);
        });
        batch.EachPosition(i => Activate(layer.Gate is not null, i));
        work.Hidden.Changed();
        layer.Down.Multiply(work.Hidden, positions, output, batch.Pool);
    }

    private void Activate(bool isGated, int index)
    {
        Span<float> hidden = work.Hidden.Row(index);
        if (!isGated)
        {
            activation(hidden);
            return;
        }

        Span<float> gate = work.Gate.AsSpan(index * length, length);
        if ((batch.Model.Activation ?? batch.Options.Activation) == Activation.Silu)
        {
            SiluMultiply.Apply(gate, hidden, hidden); // in one pass, since nearly every model asks for it
            return;
        }

        activation(gate);
        TensorPrimitives.Multiply(gate, hidden, hidden);
    }
}
