using System.Numerics.Tensors;
using Ingot.Checkpoints;
using Ingot.Conversion.Planning;
using Ingot.Formats.Safetensors;
using Ingot.Inference;
using Ingot.Inference.Encoder;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Execution;

/// <summary>Encoders and encoder-decoders compute what transformers computes, as folder and as GGUF.</summary>
public class EncoderTests
{
    [ReferenceFact("conformance", "bert")]
    public void Vectors_AreTransformers()
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Conformance.Folder("bert", "expected_logits.safetensors"));
        int[] ids = Logits.Integers(expected, "input_ids");
        float[] vectors = Logits.Floats(expected, "last_hidden_state");
        EachForm("bert", weights =>
        {
            using TextEncoder encoder = TextEncoder.Load(weights);
            Logits.AssertAgree(vectors, encoder.Encode(ids));
        });
    }

    [ReferenceFact("conformance", "t5")]
    public void LogitsAndGreedyTokensOfATextToText_AreTransformers()
    {
        using SafetensorsFile expected = SafetensorsFile.Open(Conformance.Folder("t5", "expected_logits.safetensors"));
        int[] ids = Logits.Integers(expected, "input_ids"), fed = Logits.Integers(expected, "decoder_input_ids");
        int[] greedy = Logits.Integers(expected, "greedy_ids");
        float[] logits = Logits.Floats(expected, "logits");
        EachForm("t5", weights =>
        {
            using TextToTextModel model = TextToTextModel.Load(weights);
            float[] encoded = model.Encode(ids);
            Logits.AssertAgree(logits, model.Decode(encoded, fed));
            List<int> written = [fed[0]];
            foreach (int token in greedy)
            {
                float[] all = model.Decode(encoded, [.. written]);
                Assert.Equal(token, TensorPrimitives.IndexOfMax<float>(all.AsSpan(all.Length - model.VocabularySize)));
                written.Add(token);
            }
        });
    }

    [ReferenceTheory("conformance", "bert"), InlineData("bert"), InlineData("t5")]
    public void Decoder_RefusesAModelOfAnotherKind(string name)
    {
        using Checkpoint source = Checkpoint.Open(Conformance.Folder(name, "model"));
        IngotException error = Assert.Throws<IngotException>(() => LanguageModel.Load(source.Weights));
        Assert.Contains("cannot continue one", error.Message, StringComparison.Ordinal);
    }

    private static void EachForm(string name, Action<IModelWeights> check)
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(Conformance.Folder(name, "model"));
        ConversionOptions options = new() { Output = folder.File("f32.gguf"), FileTypes = ["F32"] };
        _ = ConversionJob.Prepare(source, options).Run(new());
        using Checkpoint written = Checkpoint.Open(options.Output);
        check(source.Weights);
        check(written.Weights);
    }
}
