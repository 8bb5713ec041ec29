namespace Ingot.Inference;

/// <summary>What a recurrent layer carries from one position to the next: as long after a million positions as after one.</summary>
/// <remarks>A pass that is cancelled must leave it as it was, so a batch works on a copy that <see cref="Commit"/> puts in place.</remarks>
internal sealed class RecurrentState(int length)
{
    private float[] current = new float[length];
    private float[] next = new float[length];

    /// <summary>A copy for the batch at work to change.</summary>
    public Span<float> Next()
    {
        current.CopyTo(next, 0);
        return next;
    }

    /// <summary>The same copy, as the batch left it so far.</summary>
    public Memory<float> NextMemory() => next;

    /// <summary>The batch is through: its copy counts from now on.</summary>
    public void Commit() => (current, next) = (next, current);

    /// <summary>Back to the start of a sequence.</summary>
    public void Clear() => Array.Clear(current);
}
