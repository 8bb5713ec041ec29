using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Ingot.Formats.Safetensors;
using Ingot.Inference;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests;

/// <summary>The forward pass over a checkpoint, held against recorded logits.</summary>
internal static class Logits
{
    public const float Tolerance = 2e-4f;

    /// <summary>The logits of each position, one after another.</summary>
    public static float[] Of(IModelWeights weights, int[] tokenIds, NumericPolicy? compute = null)
    {
        using LanguageModel model = LanguageModel.Load(weights, new() { Compute = compute ?? NumericPolicy.AsStored });
        float[] logits = new float[tokenIds.Length * model.VocabularySize];
        model.Forward(tokenIds, model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }

    /// <summary>Greedy tokens after a prompt.</summary>
    public static int[] Greedy(IModelWeights weights, int[] promptIds, int count)
    {
        using LanguageModel model = LanguageModel.Load(weights);
        KeyValueCache cache = model.CreateCache();
        float[] logits = new float[model.VocabularySize];
        int[] next = promptIds, tokens = new int[count];
        for (int step = 0; step < count; step++)
        {
            model.Forward(next, cache, LogitsWanted.Last, logits);
            tokens[step] = TensorPrimitives.IndexOfMax<float>(logits);
            next = [tokens[step]];
        }

        return tokens;
    }

    public static void AssertAgree(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= Tolerance, $"Logit {i}: expected {expected[i]}, actual {actual[i]}.");
    }

    public static int[] Integers(SafetensorsFile file, string name) => file.Find(name)!.Type.Name == "I64"
        ? [.. MemoryMarshal.Cast<byte, long>(Bytes(file, name)).ToArray().Select(number => (int)number)]
        : MemoryMarshal.Cast<byte, int>(Bytes(file, name)).ToArray();

    public static float[] Floats(SafetensorsFile file, string name) => MemoryMarshal.Cast<byte, float>(Bytes(file, name)).ToArray();

    private static byte[] Bytes(SafetensorsFile file, string name)
    {
        TensorInfo tensor = file.Find(name)!;
        byte[] bytes = new byte[tensor.ByteCount];
        file.Read(tensor, 0, bytes);
        return bytes;
    }
}
