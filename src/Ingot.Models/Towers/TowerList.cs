namespace Ingot.Models.Towers;

/// <summary>Every tower there is. A new one is its file beside this one and one line here.</summary>
public static class TowerList
{
    /// <summary>All towers.</summary>
    public static IReadOnlyList<TowerSpec> All { get; } =
    [
        MiniCPMVTower.Spec,
        Qwen2VLTower.Spec,
        Qwen25VLTower.Spec,
    ];

    /// <summary>The tower of a class named under <c>architectures</c> in config.json, or null.</summary>
    public static TowerSpec? FindByClass(string huggingFaceClass) => All.FirstOrDefault(tower => tower.HuggingFaceClasses.Contains(huggingFaceClass));
}
