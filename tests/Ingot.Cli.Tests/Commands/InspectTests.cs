using System.Text.Json;

namespace Ingot.Cli.Tests.Commands;

public sealed class InspectTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Inspect_ShowsAFolder()
    {
        JsonElement json = IngotProcess.Run("inspect samples/internlm2-tiny --json").With(0).Json;
        Assert.Equal("internlm2", json.GetProperty("architecture").GetString());
        Assert.True(json.GetProperty("understood").GetBoolean());
        JsonElement numbers = json.GetProperty("hyperparameters");
        Assert.Equal(4, numbers.GetProperty("layer_count").GetInt32());
        Assert.Equal(2, numbers.GetProperty("key_value_head_count").GetInt32());
        Assert.Equal("dynamic", numbers.GetProperty("rope_scaling").GetString());
        Assert.Contains("model.layers.0.attention.wqkv.weight", json.GetProperty("tensors").EnumerateArray().Select(tensor => tensor.GetProperty("name").GetString()));
        string text = IngotProcess.Run("inspect samples/internlm2-tiny --tensors").With(0).Output;
        Assert.Contains("internlm2, Hugging Face folder", text, StringComparison.Ordinal);
        Assert.Contains("[512, 256]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ShowsAVisionTower_AndWhatAProjectorFileIs()
    {
        string source = TestFiles.Golden("conformance", "minicpm-v-2.6", "model");
        JsonElement tower = IngotProcess.Run(["inspect", source, "--json"]).With(0).Json.GetProperty("vision_tower");
        Assert.Equal(("MiniCPM-V", 50), (tower.GetProperty("name").GetString(), tower.GetProperty("tensors").GetInt32()));
        Assert.Contains("MiniCPM-V tower: 50 tensors", IngotProcess.Run(["inspect", source]).With(0).Output, StringComparison.Ordinal);

        IngotProcess.Run(["convert", source, "-o", folder.File("mmproj.gguf"), "--mmproj", "only"]).With(0);
        IngotResult projector = IngotProcess.Run(["inspect", folder.File("mmproj.gguf")]).With(0);
        Assert.Contains("clip.projector_type", projector.Output, StringComparison.Ordinal);
        Assert.Contains("no language model", projector.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_ShowsTensorsAndConfig_OfAFamilyItDoesNotKnow()
    {
        string source = SyntheticCheckpoint.WriteSpoiled(
            folder.File("strange"), config: text => text.Replace("LlamaForCausalLM", "StrangeForCausalLM", StringComparison.Ordinal).Replace("\"llama\"", "\"strange\"", StringComparison.Ordinal));
        IngotResult result = IngotProcess.Run(["inspect", source, "--json"]).With(0);
        Assert.False(result.Json.GetProperty("understood").GetBoolean());
        Assert.Equal("strange", result.Json.GetProperty("architecture").GetString());
        Assert.Equal(512, result.Json.GetProperty("config").GetProperty("hidden_size").GetInt32());
        Assert.Equal(12, result.Json.GetProperty("tensors").GetArrayLength());
        Assert.Contains("StrangeForCausalLM", result.Error, StringComparison.Ordinal);
        Assert.Contains("12 tensors", IngotProcess.Run(["inspect", source]).With(0).Output, StringComparison.Ordinal);
    }
}
