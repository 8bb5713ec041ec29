using Ingot.Models.Transforms;
using static Ingot.Models.Towers.TowerValue;

namespace Ingot.Models.Towers;

/// <summary>MiniCPM-V 2.6: a SigLIP encoder and a resampler, which asks its output for a fixed number of embeddings.</summary>
/// <remarks>
/// Source: arXiv:2408.01800, the published config.json, and llama.cpp's encoder script (its version 3). The table of positions is
/// always 70 by 70; what SigLIP calls fc1 is ffn_down there.
/// </remarks>
internal static class MiniCPMVTower
{
    public static TowerSpec Spec { get; } = new()
    {
        Name = "MiniCPM-V",
        HuggingFaceClasses = ["MiniCPMV"],
        Requires = new Dictionary<string, string> { ["version"] = "2.6" },
        Prefixes = ["vpm.", "resampler."],
        LayerCount = Config("vision_config.num_hidden_layers") with { Default = "27" },
        KeepsDeclaredOrder = true,
        Tensors =
        [
            new("resampler.query", "resampler.query"),
            new("resampler.proj",
                new TowerTarget("resampler.pos_embed_k") { SineGridSide = 70 },
                new TowerTarget("resampler.proj.weight") { Transform = new MatrixTransposition() }),
            new("resampler.kv_proj.weight", "resampler.kv.weight"),
            new("resampler.attn.in_proj_weight",
                new TowerTarget("resampler.attn.q.weight") { Share = (0, 3) },
                new TowerTarget("resampler.attn.k.weight") { Share = (1, 3) },
                new TowerTarget("resampler.attn.v.weight") { Share = (2, 3) }),
            new("resampler.attn.in_proj_bias",
                new TowerTarget("resampler.attn.q.bias") { Share = (0, 3) },
                new TowerTarget("resampler.attn.k.bias") { Share = (1, 3) },
                new TowerTarget("resampler.attn.v.bias") { Share = (2, 3) }),
            new("resampler.attn.out_proj.weight", "resampler.attn.out.weight"),
            new("resampler.attn.out_proj.bias", "resampler.attn.out.bias"),
            new("resampler.ln_q.weight", "resampler.ln_q.weight"),
            new("resampler.ln_q.bias", "resampler.ln_q.bias"),
            new("resampler.ln_kv.weight", "resampler.ln_kv.weight"),
            new("resampler.ln_kv.bias", "resampler.ln_kv.bias"),
            new("resampler.ln_post.weight", "resampler.ln_post.weight"),
            new("resampler.ln_post.bias", "resampler.ln_post.bias"),
            new("vpm.embeddings.patch_embedding.weight", new TowerTarget("v.patch_embd.weight") { Storage = TowerStorage.Half }),
            new("vpm.embeddings.patch_embedding.bias", "v.patch_embd.bias"),
            new("vpm.embeddings.position_embedding.weight", new TowerTarget("v.position_embd.weight") { Storage = TowerStorage.AsAsked }),
            new("vpm.encoder.layers.{layer}.self_attn.k_proj.weight", "v.blk.{layer}.attn_k.weight"),
            new("vpm.encoder.layers.{layer}.self_attn.k_proj.bias", "v.blk.{layer}.attn_k.bias"),
            new("vpm.encoder.layers.{layer}.self_attn.v_proj.weight", "v.blk.{layer}.attn_v.weight"),
            new("vpm.encoder.layers.{layer}.self_attn.v_proj.bias", "v.blk.{layer}.attn_v.bias"),
            new("vpm.encoder.layers.{layer}.self_attn.q_proj.weight", "v.blk.{layer}.attn_q.weight"),
            new("vpm.encoder.layers.{layer}.self_attn.q_proj.bias", "v.blk.{layer}.attn_q.bias"),
            new("vpm.encoder.layers.{layer}.self_attn.out_proj.weight", "v.blk.{layer}.attn_out.weight"),
            new("vpm.encoder.layers.{layer}.self_attn.out_proj.bias", "v.blk.{layer}.attn_out.bias"),
            new("vpm.encoder.layers.{layer}.layer_norm1.weight", "v.blk.{layer}.ln1.weight"),
            new("vpm.encoder.layers.{layer}.layer_norm1.bias", "v.blk.{layer}.ln1.bias"),
            new("vpm.encoder.layers.{layer}.mlp.fc1.weight", "v.blk.{layer}.ffn_down.weight"),
            new("vpm.encoder.layers.{layer}.mlp.fc1.bias", "v.blk.{layer}.ffn_down.bias"),
            new("vpm.encoder.layers.{layer}.mlp.fc2.weight", "v.blk.{layer}.ffn_up.weight"),
            new("vpm.encoder.layers.{layer}.mlp.fc2.bias", "v.blk.{layer}.ffn_up.bias"),
            new("vpm.encoder.layers.{layer}.layer_norm2.weight", "v.blk.{layer}.ln2.weight"),
            new("vpm.encoder.layers.{layer}.layer_norm2.bias", "v.blk.{layer}.ln2.bias"),
            new("vpm.post_layernorm.weight", "v.post_ln.weight"),
            new("vpm.post_layernorm.bias", "v.post_ln.bias"),
        ],
        Keys =
        [
            TowerKey.Flag("clip.has_text_encoder", false),
            TowerKey.Flag("clip.has_vision_encoder", true),
            TowerKey.Flag("clip.has_minicpmv_projector", true),
            TowerKey.FileType,
            TowerKey.Text("general.description", "image encoder for MiniCPM-V"),
            TowerKey.Text("clip.projector_type", "resampler"),
            new("clip.minicpmv_version", TowerKeyKind.Int32) { Constant = "3" },
            TowerKey.Count("clip.vision.image_size", Config("image_size") with { Default = "448" }),
            TowerKey.Count("clip.vision.patch_size", Config("vision_config.patch_size") with { Default = "14" }),
            TowerKey.Count("clip.vision.embedding_length", Config("vision_config.hidden_size") with { Default = "1152" }),
            TowerKey.Count("clip.vision.feed_forward_length", Config("vision_config.intermediate_size") with { Default = "4304" }),
            new("clip.vision.projection_dim", TowerKeyKind.UInt32) { Constant = "0" },
            TowerKey.Count("clip.vision.attention.head_count", Config("vision_config.num_attention_heads") with { Default = "16" }),
            new("clip.vision.attention.layer_norm_epsilon", TowerKeyKind.Float32) { Constant = "1e-6" },
            TowerKey.Count("clip.vision.block_count", Config("vision_config.num_hidden_layers") with { Default = "27" }),
            TowerKey.Count("clip.minicpmv_query_num", Config("query_num")),
            TowerKey.Colours("clip.vision.image_mean", Preprocessor("norm_mean") with { Default = "[0.5, 0.5, 0.5]" }),
            TowerKey.Colours("clip.vision.image_std", Preprocessor("norm_std") with { Default = "[0.5, 0.5, 0.5]" }),
            TowerKey.Flag("clip.use_gelu", true),
        ],
    };
}
