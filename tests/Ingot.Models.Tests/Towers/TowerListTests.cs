using Ingot.Models.Architectures;
using Ingot.Models.Naming;
using Ingot.Models.Towers;
using Ingot.Tensors;

namespace Ingot.Models.Tests.Towers;

public class TowerListTests
{
    private const int Layers = 2;

    public static TheoryData<string> Names => [.. TowerList.All.Select(tower => tower.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Classes_HaveALanguageHalf_WhoseTensorsAreOthers(string name)
    {
        TowerSpec tower = Find(name);
        foreach (string huggingFaceClass in tower.HuggingFaceClasses)
        {
            Assert.Same(tower, TowerList.FindByClass(huggingFaceClass));
            ArchitectureSpec language = ArchitectureList.FindByClass(huggingFaceClass)!;
            Assert.DoesNotContain(language.Tensors, tensor => tower.Owns(tensor.NamePattern));
        }

        Assert.All(tower.Tensors, tensor => Assert.True(tower.Owns(tensor.NamePattern)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Map_UsesEveryTensorOnce_AndNamesWhatIsMissingOrLeft(string name)
    {
        TowerSpec tower = Find(name);
        string[] names =
        [
            .. tower.Tensors.SelectMany(tensor => Enumerable.Range(0, tensor.IsPerLayer ? Layers : 1).Select(layer => TowerTensor.NameIn(tensor.NamePattern, layer))),
        ];
        Assert.Equal(names.Distinct(), names);
        TowerMap whole = TowerMap.Create(tower, Layers, Sources(names));
        whole.ThrowIfBroken(tower, new("tower"));
        string[] targets = [.. whole.Targets.Select(target => target.Name)];
        Assert.Equal(targets.Distinct(), targets);
        Assert.True(targets.Length >= names.Length);

        TowerMap broken = TowerMap.Create(tower, Layers, Sources([.. names[1..], tower.Prefixes[0] + "extra"]));
        Assert.Equal([names[0]], broken.Missing);
        Assert.Equal([tower.Prefixes[0] + "extra"], broken.Leftovers);
        Assert.Contains(names[0], Assert.Throws<CheckpointException>(() => broken.ThrowIfBroken(tower, new("tower"))).Problem, StringComparison.Ordinal);
        Assert.Contains(
            tower.Prefixes[0], Assert.Throws<CheckpointException>(() => TowerMap.Create(tower, Layers, []).ThrowIfBroken(tower, new("tower"))).Problem, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Keys_StandOnce_AndHaveAValue(string name)
    {
        TowerKey[] keys = [.. Find(name).Keys];
        Assert.Equal(keys.Select(key => key.Name).Distinct(), keys.Select(key => key.Name));
        Assert.All(keys, key => Assert.True(
            key.Kind is TowerKeyKind.FileType or TowerKeyKind.ModelNames ? key.Value is null && key.Constant is null : key.Value is null != key.Constant is null, key.Name));
    }

    private static TowerSpec Find(string name) => TowerList.All.Single(tower => tower.Name == name);

    private static IEnumerable<SourceTensor> Sources(IEnumerable<string> names) => names.Select(name => new SourceTensor(name, new TensorShape(4)));
}
