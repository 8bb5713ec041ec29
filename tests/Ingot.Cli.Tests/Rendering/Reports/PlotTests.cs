using System.Globalization;
using System.Xml.Linq;
using Ingot.Cli.Rendering.Reports;

namespace Ingot.Cli.Tests.Rendering.Reports;

public sealed class PlotTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.02 }, -2, 0)]
    [InlineData(new[] { 0.0, 0.0 }, -3, 0)]
    [InlineData(new[] { double.NaN, 3.0, double.PositiveInfinity }, 0, 1)]
    public void Powers_EncloseWhatCanBeDrawn(double[] values, int lowest, int highest) => Assert.Equal((lowest, highest), Plot.Powers(values));

    [Theory, InlineData(0.0), InlineData(1e-30), InlineData(0.03), InlineData(1e9), InlineData(double.NaN)]
    public void Points_LieWithinThePicture(double value)
    {
        XElement svg = XElement.Parse(new Plot("a <b>", -3, 0).Point(0.5, value, "own", "\"<hint>\"").Bar(0, 1, value, "bad", "").Close("axis & more"));
        XElement circle = svg.Element("circle")!;
        Assert.InRange(double.Parse(circle.Attribute("cy")!.Value, CultureInfo.InvariantCulture), 0, Plot.Height);
        Assert.Equal("\"<hint>\"", circle.Value);
        Assert.InRange(double.Parse(svg.Element("rect")!.Attribute("height")!.Value, CultureInfo.InvariantCulture), 0, Plot.Height);
    }
}
