using Ingot.Inference.Decoder;
using Ingot.Inference.Precision;
using Ingot.Tensors;

namespace Ingot.Inference.Modules;

/// <summary>A linear layer of a loaded model, whose weight may be exchanged.</summary>
public sealed class LinearModule
{
    private readonly Linear linear;
    private readonly NumericPolicy policy;

    internal LinearModule(Linear linear, NumericPolicy policy)
    {
        (this.linear, this.policy) = (linear, policy);
        Name = ModuleNames.Of(linear.Place);
    }

    /// <summary>The name, as Llama's modules are called in PyTorch: <c>model.layers.0.self_attn.q_proj</c>, <c>lm_head</c>.</summary>
    public string Name { get; }

    /// <summary>The layer by role and number.</summary>
    public LinearLayer Layer => linear.Place;

    /// <summary>Outputs.</summary>
    public int RowCount => linear.RowCount;

    /// <summary>Inputs.</summary>
    public int ColumnCount => linear.Rows.Columns;

    /// <summary>The weight in use.</summary>
    public IWeight Weight => linear.Rows.Weight;

    /// <summary>
    /// Puts another weight in the place of this one, of any type; the bias stays. For passes that start afterwards: whoever calls it has the
    /// model to himself. What a cache holds was computed with the old weight.
    /// </summary>
    /// <param name="weight">Has this layer's shape. Stays the caller's and must outlive its use.</param>
    /// <returns>The weight that was there, to be put back.</returns>
    /// <remarks>A head that is tied to the embedding is exchanged alone: the embedding stays.</remarks>
    /// <exception cref="ArgumentException">The shape is another, or the type holds no weights.</exception>
    public IWeight Replace(IWeight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (weight.Shape.Rows != RowCount || weight.Shape.Columns != ColumnCount)
            throw new ArgumentException($"{Name} has the shape [{RowCount}, {ColumnCount}]; the new weight's is {weight.Shape}.", nameof(weight));
        if (!weight.StoredType.HoldsWeights)
            throw new ArgumentException($"{weight.StoredType} holds no weights.", nameof(weight));
        IWeight before = Weight;
        linear.Replace(new StoredRows(weight is RoundedWeight ? weight : RoundedModel.Round(weight, policy)));
        return before;
    }
}
