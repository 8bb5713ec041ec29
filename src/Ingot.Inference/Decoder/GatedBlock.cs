using Ingot.Inference.Threading;

namespace Ingot.Inference.Decoder;

/// <summary>Gate, up and down projection of one expert.</summary>
/// <param name="Gate">Null where the nonlinearity applies to the up projection itself.</param>
/// <param name="Up">As wide as the gate.</param>
/// <param name="Down">Back to the residual stream's width.</param>
internal sealed record GatedBlock(Linear? Gate, Linear Up, Linear Down)
{
    /// <summary>Runs some rows through it.</summary>
    /// <param name="batch">Where buffers and threads come from.</param>
    /// <param name="use">The name of its buffers: blocks of the same width may share one.</param>
    /// <param name="input">The rows.</param>
    /// <param name="count">How many.</param>
    /// <param name="output"><c>[count, embedding]</c>, filled.</param>
    public void Run(DecoderBatch batch, string use, Activations input, int count, float[] output)
    {
        WorkerPool pool = batch.Pool;
        Activations gate = batch.Work.Scratch.Rows($"{use} gate", Up.RowCount), hidden = batch.Work.Scratch.Rows($"{use} hidden", Up.RowCount);
        if (Gate is null)
            Up.Multiply(input, count, hidden.Values, pool);
        else
            Linear.MultiplyEach(input, count, pool, (Gate, gate.Values), (Up, hidden.Values));
        for (int i = 0; i < count; i++)
            FeedForwardActivations.Apply(batch.Activation, Gate is null ? [] : gate.Row(i), hidden.Row(i), batch.Rounder);
        hidden.Changed();
        Down.Multiply(hidden, count, output, pool);
    }
}
