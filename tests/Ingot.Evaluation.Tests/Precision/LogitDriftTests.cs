using Ingot.Evaluation.Precision;

namespace Ingot.Evaluation.Tests.Precision;

public class LogitDriftTests
{
    [Fact]
    public void Between_IsZero_ForTheSameLogits()
    {
        float[] logits = [1, 2, 3, -4, 5, 6];
        Assert.Equal(new LogitDrift(0, 0, 0), LogitDrift.Between(logits, logits, 3));
    }

    [Fact]
    public void Between_AgreesWithTheFormulas()
    {
        LogitDrift drift = LogitDrift.Between([0, 0, 1, 0], [0, 2, 1, 0], vocabularySize: 2);
        Assert.Equal(1, drift.Rms, 1e-12);
        Assert.Equal(2, drift.Largest);

        // One position of two differs: KL of even odds against e^2 to 1.
        double low = 1 / (1 + Math.Exp(2));
        Assert.Equal(((0.5 * Math.Log(0.5 / low)) + (0.5 * Math.Log(0.5 / (1 - low)))) / 2, drift.MeanDivergence, 1e-12);
    }

    [Fact]
    public void Between_RefusesOtherLengths() =>
        Assert.Throws<ArgumentException>(() => LogitDrift.Between([1, 2], [1, 2, 3], 1));
}
