using System.Globalization;
using Ingot.Examples.ExchangeWeights;

namespace Ingot.House.Tests;

public sealed class ExampleTests
{
    [Theory, InlineData("lm_head"), InlineData("model.layers.1.mlp.down_proj")]
    public void ExchangeWeights_CostsMoreWithFewerBits_AndPutsTheWeightBack(string module)
    {
        using StringWriter output = new();
        ExchangeWeights.Run(TestFiles.InRepository("samples", "internlm2-tiny"), module, output);
        string[] lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith($"{module}: ", lines[0], StringComparison.Ordinal);
        Assert.Equal("Put back: every logit is as before.", lines[^1]);
        double[] costs = [.. lines[1..^1].Select(line => double.Parse(line.Split("KL ")[1].Split(' ')[0], CultureInfo.InvariantCulture))];
        Assert.Equal(7, costs.Length);
        Assert.Equal(costs.Order(), costs);
        Assert.True(costs[^1] > 1e-4);
    }
}
