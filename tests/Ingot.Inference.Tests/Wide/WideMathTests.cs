using Ingot.Inference.Wide;
using Ingot.Models;

namespace Ingot.Inference.Tests.Wide;

public class WideMathTests
{
    // Abramowitz and Stegun, table 7.1, and more digits of the same values.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(1, 0.8427007929497149)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(2.5, 0.9995930479825550)]
    [InlineData(3, 0.9999779095030014)]
    [InlineData(30, 1)]
    public void Erf_IsTheErrorFunction(double x, double expected)
    {
        Assert.Equal(expected, WideMath.Erf(x), 1e-13);
        Assert.Equal(-expected, WideMath.Erf(-x), 1e-13);
    }

    [Fact]
    public void Erf_HasNoStepWhereTheFormulasMeet() => Assert.Equal(WideMath.Erf(2 - 1e-12), WideMath.Erf(2), 1e-13);

    [Fact]
    public void Softmax_GivesASinkItsShare()
    {
        double[] scores = [1, 1];
        WideMath.Softmax(scores, sink: null);
        Assert.Equal([0.5, 0.5], scores);
        scores = [2, 2];
        WideMath.Softmax(scores, sink: 2);
        Assert.Equal(1 / 3.0, scores[0], 1e-15);
    }

    [Fact]
    public void Activate_MultipliesTheGate()
    {
        double[] up = [3];
        WideMath.Activate(Activation.Silu, [1], up);
        Assert.Equal(3 / (1 + Math.Exp(-1)), up[0], 1e-15);
        up = [-2];
        WideMath.Activate(Activation.ReluSquared, [], up);
        Assert.Equal(0, up[0]);
    }
}
