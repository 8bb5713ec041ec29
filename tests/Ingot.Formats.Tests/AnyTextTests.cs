using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Ingot.Formats.Gguf;
using Ingot.Formats.Safetensors;
using Ingot.Tensors;

namespace Ingot.Formats.Tests;

/// <summary>Whatever text a name or a value is, it comes back from the file.</summary>
public sealed class AnyTextTests
{
    private static Arbitrary<string> Texts => Gen.Choose(1, 0x10FFFF)
        .Where(Rune.IsValid)
        .Or(Gen.Choose(1, 0x7F))
        .ListOf()
        .Select(runes => string.Concat(runes.Select(rune => new Rune(rune).ToString())))
        .Where(text => text.Length > 0)
        .ToArbitrary();

    [Fact]
    public void Safetensors_KeepsNamesAndMetadata() => Prop.ForAll(Texts, text =>
    {
        using TemporaryFolder folder = new();
        FileLayout layout = SafetensorsLayout.Create([new(text, TensorTypes.F32, new(3))], new Dictionary<string, string> { [text] = text }, null).Files[0];
        FileLayoutFiller.Write(folder.Path, layout);
        using SafetensorsFile file = SafetensorsFile.Open(folder.File(layout.FileName));
        return file.Find(text) is not null && file.Metadata[text] == text;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void SafetensorsIndex_KeepsNames() => Prop.ForAll(Texts, text =>
    {
        SafetensorsLayout layout = SafetensorsLayout.Create([new(text, TensorTypes.F32, new(3)), new(text + "2", TensorTypes.F32, new(3))], null, 12);
        using JsonDocument index = JsonDocument.Parse(layout.IndexJson!);
        return index.RootElement.GetProperty("weight_map").GetProperty(text).GetString() == layout.Files[0].FileName
            && layout.IndexJson!.All(char.IsAscii);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Gguf_KeepsKeysAndStrings() => Prop.ForAll(Texts, text =>
    {
        using TemporaryFolder folder = new();
        GgufMetadata metadata = new() { { text, GgufValue.OfStrings([text, "", text + text]) } };
        FileLayoutFiller.Write(folder.Path, GgufLayout.Create("m.gguf", metadata, []));
        using GgufFile file = GgufFile.Open(folder.File("m.gguf"));
        string[] strings = [.. file.Metadata[text]!.AsArray<ReadOnlyMemory<byte>>()!.Select(bytes => Encoding.UTF8.GetString(bytes.Span))];
        return strings.SequenceEqual([text, "", text + text]);
    }).QuickCheckThrowOnFailure();
}
