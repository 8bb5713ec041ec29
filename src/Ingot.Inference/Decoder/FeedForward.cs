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
        Gate?.Prepare(work.Normed, positions, batch.Pool);
        Up.Prepare(work.Normed, positions, batch.Pool);
        batch.Pool.Run((Gate is null ? 1 : 2) * Up.Operations(positions), part =>
        {
            Gate?.MultiplyPart(work.Normed, positions, work.Gate, part, batch.Pool.PartCount);
            Up.MultiplyPart(work.Normed, positions, work.Hidden.Values, part, batch.Pool.PartCount);
        });
        batch.EachPosition(i => FeedForwardActivations.Apply(
            batch.Activation, Gate is null ? [] : work.Gate.AsSpan(i * length, length), work.Hidden.Row(i), batch.Rounder));
        work.Hidden.Changed();
        Down.Multiply(work.Hidden, positions, output, batch.Pool);
    }
}
