using System.Diagnostics;

namespace Ingot.Quantization.Recipes;

/// <summary>Where among its like a tensor stands, and whether the conditions of a row hold there.</summary>
/// <param name="Model">The model.</param>
/// <param name="FileType">The mix.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Layer">Its place in the count of layers.</param>
/// <param name="Counted">How many tensors of its category came before.</param>
/// <param name="LayerCount">How many there are in all.</param>
/// <param name="HasImportance">Whether there is an importance matrix.</param>
internal sealed record MixPosition(
    ModelFacts Model, FileType FileType, RecipeTensor Tensor, int Layer, int Counted, int LayerCount, bool HasImportance)
{
    /// <summary>Whether all conditions of a row hold.</summary>
    public bool Fits(MixRule rule) =>
        (rule.WithImportance is not bool wanted || wanted == HasImportance) && Holds(rule.When) && IsIn(rule.Layers);

    private bool Holds(MixCondition condition) => condition switch
    {
        MixCondition.Always => true,
        MixCondition.Falcon => Model.Architecture == "falcon",
        MixCondition.NotFalcon => Model.Architecture != "falcon",
        MixCondition.EightExperts => Model.ExpertCount == 8,
        MixCondition.FourHeadsPerKeyValueHead => Model.HeadsPerKeyValueHead >= 4,
        MixCondition.FourHeadsPerKeyValueHeadOrFourExperts => Model.HeadsPerKeyValueHead >= 4 || Model.ExpertCount >= 4,
        MixCondition.UnevenRows => Tensor.Shape.Columns % MixTypes.Named(FileType.DefaultTypeName).WeightsPerBlock != 0,
        MixCondition.SeventyBillion => Model.IsSeventyBillion,
        MixCondition.Stacked => Tensor.Shape.Rank > 2 && Tensor.Shape[Tensor.Shape.Rank - 3] > 1,
        _ => throw new UnreachableException($"No such condition: {condition}."),
    };

    private bool IsIn(LayerRange range) => range switch
    {
        LayerRange.All => true,
        LayerRange.FirstTwo => Layer < 2,
        LayerRange.FirstFour => Layer < 4,
        LayerRange.FirstSixteenth => Layer < LayerCount / 16,
        LayerRange.FirstEighth => Layer < LayerCount / 8,
        LayerRange.FirstEighthCounted => Counted < LayerCount / 8,
        LayerRange.Middle => Layer >= LayerCount / 8 && Layer < 7 * LayerCount / 8,
        LayerRange.MoreBits => Layer < LayerCount / 8 || Layer >= 7 * LayerCount / 8 || (Layer - (LayerCount / 8)) % 3 == 2,
        _ => throw new UnreachableException($"No such range: {range}."),
    };
}
