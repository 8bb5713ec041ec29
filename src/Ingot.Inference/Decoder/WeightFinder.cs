using System.Collections.Immutable;
using Ingot.Inference.Precision;
using Ingot.Models;
using Ingot.Models.Transforms;
using Ingot.Tensors;

namespace Ingot.Inference.Decoder;

/// <summary>Finds a model's weights by role, and refuses what is missing or of another shape than the numbers say.</summary>
internal sealed class WeightFinder(IModelWeights source, Rounder rounder)
{
    private readonly Hyperparameters model = source.Hyperparameters;
    private readonly List<Linear> linears = [];

    /// <summary>Where the linear layers found here show their inputs.</summary>
    public InputTap Tap { get; } = new();

    /// <summary>Every linear layer found so far.</summary>
    public IReadOnlyList<Linear> Linears => linears;

    /// <summary>A linear layer of so many rows and columns, with its bias where the model has one.</summary>
    public Linear Linear(TensorRole role, int layer, int rows, int columns, TensorRole? bias = null) =>
        Add(new(Rows(role, layer, rows, columns), bias is TensorRole known ? OptionalVector(known, layer, rows) : null, new(role, layer), Tap, rounder));

    /// <summary>Counts a linear layer among those of the model.</summary>
    public Linear Add(Linear linear)
    {
        linears.Add(linear);
        return linear;
    }

    /// <summary>Whether the model has a weight.</summary>
    public bool Has(TensorRole role, int layer) => source.Find(role, layer) is not null;

    /// <summary>The matrices of a stack as linear layers, with their biases where the model has any.</summary>
    public Linear[] Stack(TensorRole role, int layer, int count, int rows, int columns, TensorRole bias)
    {
        IWeight weight = Find(role, layer);
        if (weight.Shape != new TensorShape(count, rows, columns))
            throw WrongShape(weight, role, layer, $"[{count}, {rows}, {columns}]");
        float[]? biases = source.Find(bias, layer) is null ? null : Table(bias, layer, count, rows);
        return
        [
            .. Enumerable.Range(0, count).Select(i => Add(new(
                new StoredRows(new StackMember(weight, i)), biases?[(i * rows)..((i + 1) * rows)], new(role, layer, i), Tap, rounder))),
        ];
    }

    /// <summary>A matrix, or the matrices of a stack, as floats.</summary>
    /// <param name="role">What it does.</param>
    /// <param name="layer">Its layer.</param>
    /// <param name="rows">Rows, over all matrices of a stack.</param>
    /// <param name="columns">Columns.</param>
    public float[] Table(TensorRole role, int layer, int rows, int columns)
    {
        IWeight weight = Find(role, layer);
        if (weight.Shape.Rows != rows || weight.Shape.Columns != columns)
            throw WrongShape(weight, role, layer, $"[{rows}, {columns}]");
        float[] values = new float[checked(rows * columns)];
        weight.DecodeRows(0, values);
        return values;
    }

    /// <summary>A matrix of so many columns as floats; null when the model has none.</summary>
    public float[]? OptionalTable(TensorRole role, int layer, int columns) =>
        source.Find(role, layer) is IWeight weight ? Table(role, layer, checked((int)weight.Shape.Rows), columns) : null;

    /// <summary>The vector of a role.</summary>
    public float[] Vector(TensorRole role, int layer, int length) => Decode(Find(role, layer), role, layer, length);

    /// <summary>A norm of so many values.</summary>
    public Norm NormOf(TensorRole gain, int layer, int length) => New(Vector(gain, layer, length));

    /// <summary>A matrix of so many rows and columns.</summary>
    public StoredRows Rows(TensorRole role, int layer, int rows, int columns)
    {
        IWeight weight = Find(role, layer);
        return weight.Shape.Rows == rows && weight.Shape.Columns == columns
            ? new StoredRows(weight)
            : throw WrongShape(weight, role, layer, $"[{rows}, {columns}]");
    }

    /// <summary>The vector of a role; null when the model has none.</summary>
    public float[]? OptionalVector(TensorRole role, int layer, int length) =>
        source.Find(role, layer) is IWeight weight ? Decode(weight, role, layer, length) : null;

    /// <summary>A norm of the residual stream, with a bias where the model has one; with gains of one where norms are not trained.</summary>
    public Norm Norm(TensorRole gain, TensorRole? bias, int layer) => source.Decoder.NormsAreTrained
        ? New(Decode(Find(gain, layer), gain, layer, model.EmbeddingLength), bias, layer)
        : OptionalNorm(gain, bias, layer) ?? New(Ones(model.EmbeddingLength), bias, layer);

    /// <summary>The same, where the model may lack it.</summary>
    public Norm? OptionalNorm(TensorRole gain, TensorRole? bias, int layer) =>
        OptionalVector(gain, layer, model.EmbeddingLength) is { } found ? New(found, bias, layer) : null;

    /// <summary>The norms on heads, in whichever of the three forms the model has them; null when it has none.</summary>
    public HeadNorms? HeadNorms(TensorRole shared, TensorRole row, TensorRole each, int layer, int headCount)
    {
        if (OptionalVector(shared, layer, model.HeadLength) is { } one)
            return new([New(one)]);
        if (OptionalVector(row, layer, headCount * model.HeadLength) is { } all)
            return new([New(all)]);
        if (source.Find(each, layer) is not IWeight weight)
            return null;
        if (weight.Shape.Rows != headCount || weight.Shape.Columns != model.HeadLength)
            throw WrongShape(weight, each, layer, $"[{headCount}, {model.HeadLength}]");
        Norm[] norms = new Norm[headCount];
        for (int head = 0; head < headCount; head++)
        {
            float[] gain = new float[model.HeadLength];
            weight.DecodeRows(head, gain);
            norms[head] = New(gain);
        }

        return new(norms);
    }

    /// <summary>The numbers, with LongRoPE's factors where the source keeps them as tensors.</summary>
    public Hyperparameters WithFactors(Hyperparameters numbers) =>
        OptionalVector(TensorRole.RopeLongFactors, -1, numbers.RotaryLength / 2) is { } longFactors
            ? numbers with
            {
                RopeScaling = numbers.RopeScaling with
                {
                    Kind = RopeScalingKind.LongRope,
                    Factor = (float)numbers.ContextLength / (numbers.RopeScaling.OriginalContextLength ?? numbers.ContextLength),
                    LongFactors = [.. longFactors],
                    ShortFactors = [.. OptionalVector(TensorRole.RopeShortFactors, -1, numbers.RotaryLength / 2) ?? longFactors],
                },
            }
            : numbers;

    /// <summary>Refuses numbers that contradict each other or the wiring.</summary>
    public void Check(DecoderOptions options)
    {
        if (model.VocabularySize <= 0 || model.LayerCount <= 0 || model.ContextLength <= 0 || model.EmbeddingLength <= 0)
            throw Contradiction("A size among the hyperparameters is not positive.");
        if (model.StateSpace is not null)
            return;
        if (model.FeedForwardLength <= 0 || model.HeadCount <= 0 || model.KeyValueHeadCount <= 0 || model.HeadLength <= 0)
            throw Contradiction("A size among the hyperparameters is not positive.");
        if (model.HeadCount % model.KeyValueHeadCount != 0)
            throw Contradiction($"{model.HeadCount} query heads cannot share {model.KeyValueHeadCount} KV heads evenly.");
        if (options.Positions == PositionKind.Rope && (model.RotaryLength % 2 != 0 || model.RotaryLength > model.HeadLength))
            throw Contradiction($"{model.RotaryLength} of {model.HeadLength} elements of a head have no pairs to rotate.");
        RefuseLength(model.SlidingLayers, "sliding window");
        RefuseLength(model.RotaryLayers, "rotation");
    }

    private void RefuseLength(ImmutableArray<bool> perLayer, string what)
    {
        if (!perLayer.IsEmpty && perLayer.Length != model.LayerCount)
            throw Contradiction($"The {what} is stated for {perLayer.Length} of {model.LayerCount} layers.");
    }

    private Norm New(float[] gain, TensorRole? bias = null, int layer = -1) => new(
        source.Decoder.Norm, model.NormEpsilon, gain, bias is TensorRole role ? OptionalVector(role, layer, gain.Length) ?? [] : [],
        source.Decoder.NormRounding, rounder);

    private static float[] Ones(int length)
    {
        float[] ones = new float[length];
        Array.Fill(ones, 1);
        return ones;
    }

    private float[] Decode(IWeight weight, TensorRole role, int layer, int length)
    {
        if (weight.Shape.ElementCount != length || weight.Shape.Columns != length)
            throw WrongShape(weight, role, layer, $"[{length}]");
        float[] values = new float[length];
        weight.DecodeRows(0, values);
        return values;
    }

    private IWeight Find(TensorRole role, int layer) => source.Find(role, layer) ?? throw new IngotException(
        new FileLocation(source.Name),
        $"The model has no {Name(role, layer)}.",
        "A decoder cannot run without it: the checkpoint is incomplete or of another family than it says.");

    private IngotException WrongShape(IWeight weight, TensorRole role, int layer, string expected) => new(
        new FileLocation(source.Name, weight.Name),
        $"The {Name(role, layer)} has the shape {weight.Shape} where the hyperparameters ask for {expected}.",
        "Configuration and weights belong to different models: take both from the same place.");

    private static string Name(TensorRole role, int layer) => layer < 0 ? $"{role}" : $"{role} of layer {layer}";

    private IngotException Contradiction(string problem) =>
        new(new FileLocation(source.Name), problem, "Compare the configuration with the model's original one.");
}
