using Ingot.Inference.Decoder;

namespace Ingot.Inference.Tests.Decoder;

public class CausalTapsTests
{
    [Theory, InlineData(1), InlineData(2), InlineData(4)]
    public void Steps_AreTheConvolutionOfTheWholeSequence(int taps)
    {
        const int Channels = 3, Positions = 7;
        float[] weights = [.. Enumerable.Range(0, Channels * taps).Select(i => (i % 5) - 1.5f)], bias = [0.5f, -1, 2];
        float[][] inputs = [.. Enumerable.Range(0, Positions).Select(t => (float[])[t, 1 - t, t * t])];
        CausalTaps convolution = new(weights, bias, taps);
        float[] history = new float[convolution.HistoryLength], output = new float[Channels];
        for (int t = 0; t < Positions; t++)
        {
            convolution.Step(inputs[t], history, output);
            for (int channel = 0; channel < Channels; channel++)
            {
                float expected = bias[channel];
                for (int tap = 0; tap < taps; tap++)
                    expected += t - (taps - 1) + tap is >= 0 and int at ? weights[(channel * taps) + tap] * inputs[at][channel] : 0;
                Assert.Equal(expected, output[channel], 1e-4f);
            }
        }
    }
}
