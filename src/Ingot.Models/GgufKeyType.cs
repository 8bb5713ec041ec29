namespace Ingot.Models;

/// <summary>What a key of a GGUF holds.</summary>
public enum GgufKeyType
{
    /// <summary>A uint32.</summary>
    UInt32,

    /// <summary>A float32.</summary>
    Float32,

    /// <summary>A truth value.</summary>
    Bool,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An array of truth values, one a layer.</summary>
    Bools,

    /// <summary>An array of int32, one a layer: the number, and 0 in layers without attention.</summary>
    CountsByLayer,

    /// <summary>An array of int32: pairs of a head by kind of position.</summary>
    Int32s,

    /// <summary>No single key: those of a rope scaling that GGUF has words for.</summary>
    RopeScaling,

    /// <summary>The type of the file, <c>general.file_type</c>.</summary>
    FileType,
}
