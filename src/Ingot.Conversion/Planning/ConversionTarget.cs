namespace Ingot.Conversion.Planning;

/// <summary>The kind of output.</summary>
public enum ConversionTarget
{
    /// <summary>GGUF for llama.cpp.</summary>
    Gguf,

    /// <summary>A Hugging Face folder of safetensors.</summary>
    HuggingFace,
}
