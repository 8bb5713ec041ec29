using System.Numerics.Tensors;

namespace Ingot.Evaluation;

/// <summary>Gathers, position by position, how far one model's probabilities are from another's.</summary>
internal sealed class DivergenceStatistics
{
    private const int WorstCount = 8;

    private readonly LikelihoodSum expectedLikelihood = new();
    private readonly LikelihoodSum actualLikelihood = new();
    private readonly List<DivergentPosition> positions = [];
    private long sameTop;

    /// <summary>The mean divergence so far.</summary>
    public double MeanDivergence => positions.Average(position => position.Divergence);

    /// <summary>Adds a position.</summary>
    /// <param name="expected">The reference's probabilities.</param>
    /// <param name="actual">The candidate's.</param>
    /// <param name="nextTokenId">The token that follows.</param>
    /// <param name="tokenIndex">Its place in the text.</param>
    public void Add(LogProbabilities expected, LogProbabilities actual, int nextTokenId, int tokenIndex)
    {
        expectedLikelihood.Add(expected.Logs[nextTokenId]);
        actualLikelihood.Add(actual.Logs[nextTokenId]);
        if (TensorPrimitives.IndexOfMax(expected.Logs) == TensorPrimitives.IndexOfMax(actual.Logs))
            sameTop++;
        double divergence = 0;
        for (int tokenId = 0; tokenId < expected.Logs.Length; tokenId++)
        {
            // A token that the reference excludes contributes nothing: the limit of p * log p.
            if (expected.Probabilities[tokenId] > 0)
                divergence += expected.Probabilities[tokenId] * (expected.Logs[tokenId] - actual.Logs[tokenId]);
        }

        // Never negative but by rounding.
        positions.Add(new(tokenIndex, Math.Max(divergence, 0), expected.Probabilities[nextTokenId], actual.Probabilities[nextTokenId]));
    }

    /// <summary>Ends a chunk of the text.</summary>
    public void EndChunk()
    {
        expectedLikelihood.EndChunk();
        actualLikelihood.EndChunk();
    }

    /// <summary>What was gathered.</summary>
    /// <param name="maxLogitDifference">The largest difference of two logits; NaN where logits were not at hand.</param>
    public LogitComparisonResult Result(double maxLogitDifference)
    {
        double[] divergences = [.. positions.Select(position => position.Divergence).Order()];
        double mean = divergences.Average(), squares = divergences.Sum(value => (value - mean) * (value - mean));
        return new()
        {
            Positions = divergences.Length,
            MeanDivergence = mean,
            MeanDivergenceError = divergences.Length > 1 ? Math.Sqrt(squares / divergences.Length / (divergences.Length - 1)) : 0,
            Divergences = divergences,
            ByPosition = positions,
            SameTopShare = (double)sameTop / divergences.Length,
            MaxLogitDifference = maxLogitDifference,
            ProbabilityDifferenceRms = Math.Sqrt(positions.Average(position => Math.Pow(position.CandidateProbability - position.ReferenceProbability, 2))),
            LogProbabilityCorrelation = Correlation(),
            WorstPositions = [.. positions.OrderByDescending(position => position.Divergence).ThenBy(position => position.TokenIndex).Take(WorstCount)],
            ReferencePerplexity = expectedLikelihood.Result(),
            CandidatePerplexity = actualLikelihood.Result(),
        };
    }

    // A probability may be too small for a double: what is below counts as the smallest there is.
    private double Correlation()
    {
        double[] left = [.. positions.Select(position => Math.Log(Math.Max(position.ReferenceProbability, double.Epsilon)))];
        double[] right = [.. positions.Select(position => Math.Log(Math.Max(position.CandidateProbability, double.Epsilon)))];
        double leftMean = left.Average(), rightMean = right.Average(), product = 0, leftSquares = 0, rightSquares = 0;
        for (int i = 0; i < left.Length; i++)
        {
            product += (left[i] - leftMean) * (right[i] - rightMean);
            leftSquares += (left[i] - leftMean) * (left[i] - leftMean);
            rightSquares += (right[i] - rightMean) * (right[i] - rightMean);
        }

        return leftSquares > 0 && rightSquares > 0 ? product / Math.Sqrt(leftSquares * rightSquares) : 1;
    }
}
