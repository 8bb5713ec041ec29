namespace Ingot.Models.Towers;

/// <summary>What a key of a tower's file holds.</summary>
public enum TowerKeyKind
{
    /// <summary>A whole number, unsigned.</summary>
    UInt32,

    /// <summary>A whole number with a sign.</summary>
    Int32,

    /// <summary>A real number.</summary>
    Float32,

    /// <summary>A list of real numbers.</summary>
    Float32s,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A text.</summary>
    Text,

    /// <summary>The period of a list of block numbers: 8 of 7, 15, 23.</summary>
    Period,

    /// <summary>The number of the file type.</summary>
    FileType,

    /// <summary>Not one key but those under <c>general.</c> that say whose model it is.</summary>
    ModelNames,
}
