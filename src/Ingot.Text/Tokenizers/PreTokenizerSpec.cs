using System.Collections.Immutable;

namespace Ingot.Text.Tokenizers;

/// <summary>How a byte-level BPE of some name prepares text.</summary>
public sealed record PreTokenizerSpec
{
    /// <summary>The name GGUF keeps under <c>tokenizer.ggml.pre</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Expressions that cut text one after another; what each matches is a piece, as is what lies between.</summary>
    public required ImmutableArray<string> Expressions { get; init; }

    /// <summary>Whether a whole piece that is in the vocabulary is taken as it is, merges or not.</summary>
    public bool IgnoresMerges { get; init; }

    /// <summary>GGUF architectures whose checkpoints carry this name where the expressions alone do not decide.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [];
}
