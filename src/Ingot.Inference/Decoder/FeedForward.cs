namespace Ingot.Inference.Decoder;

/// <summary>The feed-forward block: up, a nonlinearity, down; with a gate where the family has one.</summary>
internal sealed class FeedForward : ILayerBlock
{
    /// <summary>Null where the nonlinearity applies to the up projection itself.</summary>
    public required Linear? Gate { get; init; }

    public required Linear Up { get; init; }

    public required Linear Down { get; init; }

    /// <inheritdoc/>
    public void Run(DecoderBatch batch, int layer, float[] output)
    {
        Workspace work = batch.Work;
        int positions = batch.Positions, length = batch.Model.FeedForwardLength;
        if (Gate is null)
            Up.Multiply(work.Normed, positions, work.Hidden.Values, batch.Pool);
        else
            Linear.MultiplyEach(work.Normed, positions, batch.Pool, (Gate, work.Gate), (Up, work.Hidden.Values));
        batch.EachPosition(i => FeedForwardActivations.Apply(
            batch.Activation, Gate is null ? [] : work.Gate.AsSpan(i * length, length), work.Hidden.Row(i), batch.Rounder));
        work.Hidden.Changed();
        Down.Multiply(work.Hidden, positions, output, batch.Pool);
    }
}
