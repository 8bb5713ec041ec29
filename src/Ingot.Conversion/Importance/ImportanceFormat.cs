namespace Ingot.Conversion.Importance;

/// <summary>How an importance matrix is stored.</summary>
public enum ImportanceFormat
{
    /// <summary>GGUF, with a count for each expert.</summary>
    Gguf,

    /// <summary>The older format, which counts chunks and has one count for all experts; for tools that read nothing else.</summary>
    Legacy,
}
