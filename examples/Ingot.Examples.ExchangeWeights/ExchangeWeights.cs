using System.Globalization;
using Ingot.Checkpoints;
using Ingot.Evaluation.Precision;
using Ingot.Inference;
using Ingot.Inference.Modules;
using Ingot.Tensors;
using Ingot.Text;

namespace Ingot.Examples.ExchangeWeights;

/// <summary>What would a layer in another type cost? Its weight is exchanged in the loaded model, measured, and put back.</summary>
public static class ExchangeWeights
{
    private const string Text = "To be, or not to be, that is the question: whether 'tis nobler in the mind to suffer the slings and arrows";

    /// <summary>Tries every type that fits the layer.</summary>
    /// <param name="path">A checkpoint folder or a GGUF.</param>
    /// <param name="moduleName">The layer: <c>lm_head</c>, <c>model.layers.0.mlp.down_proj</c>, ...</param>
    /// <param name="output">Where the table goes.</param>
    public static void Run(string path, string moduleName, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using Checkpoint checkpoint = Checkpoint.Open(path);
        ITokenizer tokenizer = checkpoint.Tokenizer ?? throw new InvalidOperationException($"{path} has no tokenizer.");
        using LanguageModel model = LanguageModel.Load(checkpoint.Weights);
        LinearModule module = model.Modules[moduleName];
        output.WriteLine($"{module.Name}: {module.RowCount} x {module.ColumnCount}, {module.Weight.StoredType}");

        int[] ids = [.. tokenizer.Encode(Text)];
        float[] before = Logits(model, ids);
        IWeight original = module.Weight;
        foreach (TensorType type in new[] { TensorTypes.F16, TensorTypes.Q8_0, TensorTypes.Q6_K, TensorTypes.Q5_K, TensorTypes.Q4_K, TensorTypes.Q3_K, TensorTypes.Q2_K })
        {
            if (module.ColumnCount % type.WeightsPerBlock != 0)
                continue;
            module.Replace(EncodedWeight.Encode(original, type));
            LogitDrift drift = LogitDrift.Between(before, Logits(model, ids), model.VocabularySize);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{type.Name,-5} {type.BitsPerWeight,7:0.0000} bits per weight  KL {drift.MeanDivergence:0.000000} nats"));
        }

        module.Replace(original);
        output.WriteLine(Logits(model, ids).AsSpan().SequenceEqual(before) ? "Put back: every logit is as before." : "Put back, but logits differ.");
    }

    private static float[] Logits(LanguageModel model, int[] ids)
    {
        float[] logits = new float[ids.Length * model.VocabularySize];
        model.Forward(ids, model.CreateCache(), LogitsWanted.All, logits);
        return logits;
    }
}
