using Ingot.Inference.Precision;
using Ingot.Inference.Rope;
using Ingot.Inference.Threading;
using Ingot.Models;

namespace Ingot.Inference.Decoder;

/// <summary>A batch of positions on its way, and what its blocks work with.</summary>
/// <param name="Model">The numbers.</param>
/// <param name="Options">The wiring.</param>
/// <param name="Cache">Has room reserved for the positions, which follow those it holds.</param>
/// <param name="Work">Has room for the positions.</param>
/// <param name="Pool">Shares the work.</param>
/// <param name="Positions">How many.</param>
internal sealed record DecoderBatch(
    Hyperparameters Model, DecoderOptions Options, KeyValueCache Cache, Workspace Work, WorkerPool Pool, int Positions)
{
    /// <summary>The first one's place in the sequence.</summary>
    public int FirstPosition { get; } = Cache.Length;

    /// <summary>The nonlinearity of feed-forward blocks.</summary>
    public Activation Activation => Model.Activation ?? Options.Activation;

    /// <summary>How heads turn at the positions.</summary>
    public required Rotations Rotations { get; init; }

    /// <summary>What rounds results on the way.</summary>
    public required Rounder Rounder { get; init; }

    /// <summary>The residual stream of one position.</summary>
    public Span<float> Residual(int index) => Work.Residual.AsSpan(index * Model.EmbeddingLength, Model.EmbeddingLength);

    /// <summary>Fills the input of a block: the residual stream, normed where a norm stands before it.</summary>
    public void Enter(Norm? norm)
    {
        for (int i = 0; i < Positions; i++)
        {
            if (norm is null)
                Residual(i).CopyTo(Work.Normed.Row(i));
            else
                norm.Apply(Residual(i), Work.Normed.Row(i));
        }

        Work.Normed.Changed();
    }

    // Norms, rotations, activations: a dozen operations an element or so.

    /// <summary>Computes something small for every position.</summary>
    public void EachPosition(Action<int> compute) => Pool.Run(12L * Positions * Model.FeedForwardLength, part =>
    {
        for (int i = part; i < Positions; i += Pool.PartCount)
            compute(i);
    });
}
