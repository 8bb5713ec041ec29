using System.Collections.Frozen;
using Ingot.Models;
using Ingot.Tensors;

namespace Ingot.Inference.Precision;

/// <summary>A model whose weights are rounded to one type as they are read.</summary>
internal sealed class RoundedModel(IModelWeights source, TensorType type) : IModelWeights
{
    // Numbers a framework keeps in float32 beside a model in half precision.
    private static readonly FrozenSet<TensorRole> kept = FrozenSet.ToFrozenSet(
        [TensorRole.RopeFrequencies, TensorRole.RopeLongFactors, TensorRole.RopeShortFactors]);

    /// <summary>A linear layer's weight as a policy reads it.</summary>
    public static IWeight Round(IWeight weight, NumericPolicy policy) =>
        policy.Weights is not { } type || IsExact(weight, type) ? weight : new RoundedWeight(weight, type);

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public Hyperparameters Hyperparameters => source.Hyperparameters;

    /// <inheritdoc/>
    public DecoderOptions Decoder => source.Decoder;

    /// <inheritdoc/>
    public IWeight? Find(TensorRole role, int layer = -1) =>
        source.Find(role, layer) is not { } weight ? null : kept.Contains(role) || IsGain(weight) || IsExact(weight, type) ? weight : new RoundedWeight(weight, type);

    // A gain that multiplies in float32 may be a sum, one and what is stored: that is never rounded.
    private bool IsGain(IWeight weight) => weight.Shape.Rows == 1 && source.Decoder.NormRounding == NormRounding.AfterGain;

    // Float32 is wider than every other plain type: multiplying those as they are is the same and reads less.
    private static bool IsExact(IWeight weight, TensorType type) =>
        !weight.IsPacked && (weight.StoredType == type || (type == TensorTypes.F32 && (weight.StoredType == TensorTypes.F16 || weight.StoredType == TensorTypes.BF16)));
}
