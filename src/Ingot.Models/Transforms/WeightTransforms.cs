using Ingot.Tensors;

namespace Ingot.Models.Transforms;

/// <summary>Says in words what lies between a stored tensor and a weight. For plans and reports.</summary>
public static class WeightTransforms
{
    /// <summary>The transforms in order; empty for a weight that is as it is stored.</summary>
    public static IReadOnlyList<string> Of(IWeight weight) => weight is ITransformedWeight transformed ? [.. transformed.Transforms] : [];
}
