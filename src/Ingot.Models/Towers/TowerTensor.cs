using System.Globalization;

namespace Ingot.Models.Towers;

/// <summary>A tensor of a tower, or one in each of its blocks, and what it becomes.</summary>
/// <param name="NamePattern">Its name, with <c>{layer}</c> where a block's number stands.</param>
/// <param name="Targets">The tensors made of it, in the order in which they are written.</param>
public sealed record TowerTensor(string NamePattern, params IReadOnlyList<TowerTarget> Targets)
{
    /// <summary>Becomes one tensor of another name.</summary>
    public TowerTensor(string namePattern, string target)
        : this(namePattern, [new TowerTarget(target)])
    {
    }

    /// <summary>Whether there is one in each block.</summary>
    public bool IsPerLayer => NamePattern.Contains(TensorSpec.LayerPlaceholder, StringComparison.Ordinal);

    /// <summary>A name in a block; the block is not looked at when there is only one such tensor.</summary>
    public static string NameIn(string pattern, int layer) =>
        pattern.Replace(TensorSpec.LayerPlaceholder, layer.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
