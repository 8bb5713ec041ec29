namespace Ingot.Models;

/// <summary>Which elements of a head rotate together.</summary>
public enum RopeLayout
{
    /// <summary>Element i with element i + half: GPT-NeoX, and every Llama-like model of the transformers library.</summary>
    HalfSplit,

    /// <summary>Element 2i with element 2i + 1: the paper, and Llama-like models in GGUF.</summary>
    Interleaved,
}
