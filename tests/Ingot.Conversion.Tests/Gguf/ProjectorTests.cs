using System.Text.Json.Nodes;
using Ingot.Checkpoints;
using Ingot.Checkpoints.HuggingFace;
using Ingot.Conversion.Planning;
using Ingot.Conversion.Verification;
using Ingot.Formats.Gguf;
using Ingot.Tensors;

namespace Ingot.Conversion.Tests.Gguf;

/// <summary>Models with a vision tower: one job writes the language model and the tower, both as the published tools do, to the byte.</summary>
public class ProjectorTests
{
    private static readonly string miniCpm = TestFiles.Golden("conformance", "minicpm-v-2.6", "model"), qwen = TestFiles.Golden("conformance", "qwen2-vl", "model");

    public static TheoryData<string, string, string> Cases => new()
    {
        { "minicpm-v-2.6", "f16", "f16" }, { "minicpm-v-2.6", "bf16", "f32" }, { "minicpm-v-2.6", "f32", "f16" },
        { "qwen2-vl", "f16", "bf16" }, { "qwen2-vl", "bf16", "f16" },
        { "qwen2.5-vl", "f16", "f16" }, { "qwen2.5-vl", "f16", "bf16" }, { "qwen2.5-vl", "f16", "q8_0" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void LanguageModelAndTower_AreThePublishedToolsToTheByte(string name, string kind, string towerKind)
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(TestFiles.Golden("conformance", name, "model"));
        ConversionJob job = ConversionJob.Prepare(source, new()
        {
            Output = folder.File("out.gguf"),
            FileTypes = [kind.ToUpperInvariant()],
            Projector = new() { FileType = towerKind.ToUpperInvariant() },
            Lineage = false,
        });
        _ = job.Run(new());
        Manifest.Read(TestFiles.Golden("conformance", name, $"expected-{kind}.json")).AssertIs(folder.File("out.gguf"));
        Manifest.Read(TestFiles.Golden("conformance", name, $"expected-mmproj-{towerKind}.json")).AssertIs(folder.File("mmproj-out.gguf"));
    }

    [Theory, InlineData("minicpm-v-2.6", "qwen2"), InlineData("qwen2-vl", "qwen2vl")]
    public void QuantizedLanguageModel_HasItsTowerBeside(string name, string architecture)
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(TestFiles.Golden("conformance", name, "model"));
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = folder.File("{type}.gguf"), FileTypes = ["Q4_0", "Q8_0"] });
        Assert.Equal([null, null, "mmproj"], job.Plan.Outputs.Select(output => output.Part));
        _ = job.Run(new());
        Assert.Equal(["Q4_0.gguf", "Q8_0.gguf", "mmproj-F16.gguf"], Directory.GetFiles(folder.Path).Select(path => Path.GetFileName(path)).Order());
        using Checkpoint language = Checkpoint.Open(folder.File("Q4_0.gguf"));
        using GgufFile tower = GgufFile.Open(folder.File("mmproj-F16.gguf"));
        Assert.Equal(architecture, ((Ingot.Checkpoints.Gguf.GgufCheckpoint)language).File.Metadata["general.architecture"]!.AsString());
        Assert.NotNull(tower.Metadata["ingot.lineage"]);
        Assert.True(ProjectorVerifier.Verify(folder.File("mmproj-F16.gguf"), (HuggingFaceCheckpoint)source).Passed);
    }

    [Fact]
    public void Tower_IsLeftOut_OrAlone_WhenAskedFor()
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(miniCpm);
        ConversionJob none = ConversionJob.Prepare(source, new()
        {
            Output = folder.File("out.gguf"), FileTypes = ["F16"], Projector = new() { Mode = ProjectorMode.None },
        });
        Assert.Null(Assert.Single(none.Plan.Outputs).Part);
        Assert.Contains("--mmproj none", none.Plan.Ignored["resampler.proj"], StringComparison.Ordinal);
        ConversionJob only = ConversionJob.Prepare(source, new()
        {
            Output = folder.File("out.gguf"), FileTypes = ["F16"], Projector = new() { Mode = ProjectorMode.Only },
        });
        Assert.Equal("mmproj", Assert.Single(only.Plan.Outputs).Part);
        Assert.NotEqual(none.Plan.Fingerprint(), only.Plan.Fingerprint());
    }

    [Fact]
    public void Folder_GetsConventionalNames()
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(qwen);
        ConversionJob job = ConversionJob.Prepare(source, new() { Output = folder.Path, FileTypes = ["Q8_0"] });
        Assert.Equal(["Model-112K-Q8_0.gguf", "mmproj-Model-F16.gguf"], job.Plan.Outputs.Select(output => Path.GetFileName(output.Files[0].Path)));
    }

    [Fact]
    public void NoTensorOfTheTower_IsAnError_UnlessItIsLeftOut()
    {
        using EditedCheckpoint model = new EditedCheckpoint(qwen).Tensors(tensors =>
        {
            foreach (string name in tensors.Keys.Where(name => name.StartsWith("visual.", StringComparison.Ordinal)).ToArray())
                _ = tensors.Remove(name);
        });
        using Checkpoint source = Checkpoint.Open(model.Path);
        CheckpointException error = Assert.Throws<CheckpointException>(() => ConversionJob.Prepare(source, new() { Output = "never-written.gguf" }));
        Assert.Contains("no tensor's name begins with visual.", error.Problem, StringComparison.Ordinal);
        Assert.Contains("--mmproj none", error.Remedy, StringComparison.Ordinal);
        ConversionOptions without = new() { Output = "never-written.gguf", Projector = new() { Mode = ProjectorMode.None } };
        Assert.Null(Assert.Single(ConversionJob.Prepare(source, without).Plan.Outputs).Part);
    }

    [Theory]
    [InlineData("visual.blocks.1.norm1.weight", null, "visual.blocks.1.norm1.weight"), InlineData(null, "visual.extra.weight", "visual.extra.weight")]
    public void TowerThatIsNotWhole_IsRefused_NamingTheTensor(string? missing, string? extra, string named)
    {
        using EditedCheckpoint model = new EditedCheckpoint(qwen).Tensors(tensors =>
        {
            if (missing is not null)
                _ = tensors.Remove(missing);
            if (extra is not null)
                tensors[extra] = tensors["visual.merger.ln_q.weight"];
        });
        using Checkpoint source = Checkpoint.Open(model.Path);
        CheckpointException error = Assert.Throws<CheckpointException>(() => ConversionJob.Prepare(source, new() { Output = "never-written.gguf" }));
        Assert.Contains(named, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherVersionOfTheClass_IsRefused()
    {
        using EditedCheckpoint model = new EditedCheckpoint(miniCpm).Json("config.json", config => config["version"] = 2.5);
        Assert.Contains("2.5", Assert.Throws<CheckpointException>(() => Checkpoint.Open(model.Path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ValueThatTheFileNeeds_IsNamed_WhenItIsAbsentOrWrong()
    {
        using EditedCheckpoint absent = new EditedCheckpoint(qwen).Json("preprocessor_config.json", config => config.Remove("image_mean"));
        using (Checkpoint source = Checkpoint.Open(absent.Path))
        {
            CheckpointException error = Assert.Throws<CheckpointException>(() => ConversionJob.Prepare(source, new() { Output = "never-written.gguf" }));
            Assert.Equal("image_mean", error.Location!.Item);
        }

        using EditedCheckpoint wrong = new EditedCheckpoint(qwen).Json("preprocessor_config.json", config => config["image_mean"] = "bright");
        using (Checkpoint source = Checkpoint.Open(wrong.Path))
            _ = Assert.Throws<CheckpointException>(() => ConversionJob.Prepare(source, new() { Output = "never-written.gguf" }));
        using EditedCheckpoint frames = new EditedCheckpoint(qwen).Tensors(tensors =>
            tensors["visual.patch_embed.proj.weight"] = tensors["visual.patch_embed.proj.weight"] with { Shape = [32, 3, 4, 7, 14] });
        using (Checkpoint source = Checkpoint.Open(frames.Path))
            Assert.Contains("frames", Assert.Throws<IngotException>(() => ConversionJob.Prepare(source, new() { Output = "never-written.gguf" })).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ModelWithoutTower_RefusesOptionsForOne_AndFolderTargetsRefuseTowers()
    {
        using Checkpoint plain = Checkpoint.Open(TestFiles.Golden("conformance", "qwen2", "model"));
        _ = Assert.Throws<IngotException>(() => ConversionJob.Prepare(plain, new() { Output = "never-written.gguf", Projector = new() { FileType = "F32" } }));
        using Checkpoint source = Checkpoint.Open(qwen);
        IngotException error = Assert.Throws<IngotException>(() =>
            ConversionJob.Prepare(source, new() { Output = "never-written", Target = ConversionTarget.HuggingFace, FileTypes = ["AUTO"] }));
        Assert.Contains("--mmproj none", error.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void QuantizedTower_IsDecoded_AsItsLanguageHalfIs()
    {
        // Codes with a scale of 1/64 have exact values in every type here, whatever the order of the multiplications.
        const string Module = "visual.blocks.0.attn.qkv";
        sbyte[] codes = [.. Enumerable.Range(0, 96 * 32).Select(i => (sbyte)((i * 37 % 255) - 127))];
        using EditedCheckpoint quantized = new EditedCheckpoint(qwen)
            .Json("config.json", config => config["quantization_config"] = new JsonObject { ["quant_method"] = "bitsandbytes", ["load_in_8bit"] = true })
            .Tensors(tensors =>
            {
                tensors[$"{Module}.weight"] = new("I8", [96, 32], [.. codes.Select(code => (byte)code)]);
                tensors[$"{Module}.SCB"] = new("F32", [96], [.. Enumerable.Repeat(127f / 64, 96).SelectMany(BitConverter.GetBytes)]);
            });
        using EditedCheckpoint plain = new EditedCheckpoint(qwen).Tensors(tensors =>
            tensors[$"{Module}.weight"] = new("F32", [96, 32], [.. codes.SelectMany(code => BitConverter.GetBytes(code / 64f))]));
        Assert.Equal(Convert(plain), Convert(quantized));

        static byte[] Convert(EditedCheckpoint model)
        {
            using TemporaryFolder folder = new();
            using Checkpoint source = Checkpoint.Open(model.Path);
            ConversionOptions options = new() { Output = folder.File("out.gguf"), FileTypes = ["F16"], Projector = new() { Mode = ProjectorMode.Only }, Lineage = false };
            _ = ConversionJob.Prepare(source, options).Run(new());
            return File.ReadAllBytes(folder.File("mmproj-out.gguf"));
        }
    }

    [Fact]
    public void DamagedTowerFile_DoesNotPassVerification()
    {
        using TemporaryFolder folder = new();
        using Checkpoint source = Checkpoint.Open(qwen);
        _ = ConversionJob.Prepare(source, new() { Output = folder.File("out.gguf"), FileTypes = ["F16"], Projector = new() { Mode = ProjectorMode.Only } }).Run(new());
        string path = folder.File("mmproj-out.gguf");
        byte[] bytes = File.ReadAllBytes(path);
        for (int i = bytes.Length - 4096; i < bytes.Length; i++)
            bytes[i] = 0;
        File.WriteAllBytes(path, bytes);
        Assert.False(ProjectorVerifier.Verify(path, (HuggingFaceCheckpoint)source).Passed);
    }
}
