namespace Ingot.Evaluation.Layers;

/// <summary>One block of two models that read the same text.</summary>
/// <param name="Layer">Which; -1 for the embeddings, before the first block.</param>
/// <param name="ResidualError">
/// Relative error of the residual stream after it, each model on its own: what has gathered up to here. Root mean square over the positions.
/// </param>
/// <param name="OwnError">
/// Error of what the block adds to the stream when the candidate's block starts from the reference's stream, relative to what the
/// reference's block adds: this block's doing alone. Root mean square over the positions.
/// </param>
/// <param name="WeightError">Relative error of the block's matrices, the middle one of them: the precision it is stored in.</param>
/// <param name="Explained">The largest own error that this precision explains, that of rounded activations included.</param>
public sealed record ComparedLayer(int Layer, double ResidualError, double OwnError, double WeightError, double Explained)
{
    /// <summary>Whether the block does something that rounded weights do not.</summary>
    public bool StandsOut => !(OwnError <= Explained);
}
