using static Ingot.Models.Towers.TowerValue;

namespace Ingot.Models.Towers;

/// <summary>Qwen2-VL: a vision transformer over patches of two frames, and a merger that joins neighbouring patches.</summary>
/// <remarks>Source: arXiv:2409.12191 and the published config.json. The convolution over time is written frame by frame.</remarks>
internal static class Qwen2VLTower
{
    public static TowerSpec Spec { get; } = new()
    {
        Name = "Qwen2-VL",
        HuggingFaceClasses = ["Qwen2VLForConditionalGeneration"],
        Prefixes = ["visual."],
        LayerCount = Config("vision_config.depth"),
        Tensors =
        [
            new("visual.patch_embed.proj.weight",
                new TowerTarget("v.patch_embd.weight") { Frame = (0, 2), Storage = TowerStorage.HalfIfAsked },
                new TowerTarget("v.patch_embd.weight.1") { Frame = (1, 2), Storage = TowerStorage.HalfIfAsked }),
            new("visual.blocks.{layer}.norm1.weight", "v.blk.{layer}.ln1.weight"),
            new("visual.blocks.{layer}.norm1.bias", "v.blk.{layer}.ln1.bias"),
            new("visual.blocks.{layer}.norm2.weight", "v.blk.{layer}.ln2.weight"),
            new("visual.blocks.{layer}.norm2.bias", "v.blk.{layer}.ln2.bias"),
            new("visual.blocks.{layer}.attn.qkv.weight",
                new TowerTarget("v.blk.{layer}.attn_q.weight") { Share = (0, 3) },
                new TowerTarget("v.blk.{layer}.attn_k.weight") { Share = (1, 3) },
                new TowerTarget("v.blk.{layer}.attn_v.weight") { Share = (2, 3) }),
            new("visual.blocks.{layer}.attn.qkv.bias",
                new TowerTarget("v.blk.{layer}.attn_q.bias") { Share = (0, 3) },
                new TowerTarget("v.blk.{layer}.attn_k.bias") { Share = (1, 3) },
                new TowerTarget("v.blk.{layer}.attn_v.bias") { Share = (2, 3) }),
            new("visual.blocks.{layer}.attn.proj.weight", "v.blk.{layer}.attn_out.weight"),
            new("visual.blocks.{layer}.attn.proj.bias", "v.blk.{layer}.attn_out.bias"),
            new("visual.blocks.{layer}.mlp.fc1.weight", "v.blk.{layer}.ffn_up.weight"),
            new("visual.blocks.{layer}.mlp.fc1.bias", "v.blk.{layer}.ffn_up.bias"),
            new("visual.blocks.{layer}.mlp.fc2.weight", "v.blk.{layer}.ffn_down.weight"),
            new("visual.blocks.{layer}.mlp.fc2.bias", "v.blk.{layer}.ffn_down.bias"),
            new("visual.merger.ln_q.weight", "v.post_ln.weight"),
            new("visual.merger.ln_q.bias", "v.post_ln.bias"),
            new("visual.merger.mlp.0.weight", "mm.0.weight"),
            new("visual.merger.mlp.0.bias", "mm.0.bias"),
            new("visual.merger.mlp.2.weight", "mm.2.weight"),
            new("visual.merger.mlp.2.bias", "mm.2.bias"),
        ],
        Keys =
        [
            TowerKey.ModelNames,
            TowerKey.FileType,
            TowerKey.Flag("clip.has_vision_encoder", true),
            TowerKey.Count("clip.vision.projection_dim", Config("text_config.hidden_size") with { Alternates = [Config("hidden_size")] }),
            TowerKey.Count("clip.vision.image_size", Config("vision_config.image_size") with { Default = "560" }),
            TowerKey.Count("clip.vision.patch_size", Config("vision_config.patch_size") with { Alternates = [Config("vision_config.spatial_patch_size")] }),
            TowerKey.Count("clip.vision.embedding_length", Config("vision_config.embed_dim")),
            // The published converter takes the width behind the merger for it, and its readers do not use it.
            TowerKey.Count("clip.vision.feed_forward_length", Config("vision_config.hidden_size")),
            TowerKey.Count("clip.vision.block_count", Config("vision_config.depth")),
            TowerKey.Count("clip.vision.attention.head_count", Config("vision_config.num_heads")),
            TowerKey.Colours("clip.vision.image_mean", Preprocessor("image_mean")),
            TowerKey.Colours("clip.vision.image_std", Preprocessor("image_std")),
            TowerKey.Text("clip.projector_type", "qwen2vl_merger"),
            TowerKey.Real("clip.vision.attention.layer_norm_epsilon", Config("rms_norm_eps") with { Default = "1e-6" }),
            new("general.quantization_version", TowerKeyKind.UInt32) { Constant = "2" },
        ],
    };
}
