using Ingot.Inference.Decoder;
using Ingot.Inference.Precision;
using Ingot.Inference.Threading;
using Ingot.Models;

namespace Ingot.Inference.Encoder;

/// <summary>The feed-forward block of an encoder, over a whole text.</summary>
/// <param name="Gate">Null where the nonlinearity applies to the up projection itself.</param>
/// <param name="Up">The up projection.</param>
/// <param name="Down">Back to the residual stream.</param>
/// <param name="Activation">The nonlinearity.</param>
internal sealed record WholeFeedForward(Linear? Gate, Linear Up, Linear Down, Activation Activation)
{
    /// <summary>What the block adds for every position.</summary>
    public void Run(Activations input, int count, float[] output, WorkerPool pool)
    {
        Activations hidden = new(Up.RowCount, count);
        Activations? gate = Gate is null ? null : new(Up.RowCount, count);
        Up.Multiply(input, count, hidden.Values, pool);
        Gate?.Multiply(input, count, gate!.Values, pool);
        for (int i = 0; i < count; i++)
            FeedForwardActivations.Apply(Activation, gate is null ? [] : gate.Row(i), hidden.Row(i), Rounder.None);
        hidden.Changed();
        Down.Multiply(hidden, count, output, pool);
    }
}
