namespace Ingot.Models;

/// <summary>What a model does with a text.</summary>
public enum ModelKind
{
    /// <summary>Continues it, token by token.</summary>
    Decoder,

    /// <summary>Turns it into vectors.</summary>
    Encoder,

    /// <summary>Reads it and writes another.</summary>
    EncoderDecoder,
}
