using System.Text.Json;
using Ingot.Models.Architectures;

namespace Ingot.Models.Tests.Architectures;

public class ProvenFamiliesTests
{
    [Fact]
    public void EveryProvenFamily_Exists() =>
        Assert.All(ProvenFamilies.Names, name => Assert.Contains(ArchitectureList.All, spec => spec.Name == name));

    [Fact]
    public void EveryGoldenCase_IsOfAProvenFamily() => Assert.All(Conformance.Cases, name => Assert.Contains(FamilyOf(name), ProvenFamilies.Names));

    [ReferenceFact("conformance", "llama")]
    public void EveryProvenFamily_HasAGoldenCase() =>
        Assert.Empty(ProvenFamilies.Names.Except(Conformance.Cases.Select(FamilyOf)));

    private static string FamilyOf(string name)
    {
        using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(Conformance.Folder(name, "model", "config.json")));
        return ArchitectureList.FindByClass(config.RootElement.GetProperty("architectures")[0].GetString()!)!.Name;
    }
}
