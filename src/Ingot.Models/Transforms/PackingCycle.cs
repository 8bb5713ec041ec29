namespace Ingot.Models.Transforms;

/// <summary>What a packed tensor takes a share of each part for, before it starts again with the first part.</summary>
public enum PackingCycle
{
    /// <summary>Everything: all rows of the first part, then all of the second.</summary>
    Whole,

    /// <summary>Each KV head.</summary>
    KeyValueHead,

    /// <summary>Each query head.</summary>
    Head,

    /// <summary>Each expert of a stack.</summary>
    Expert,

    /// <summary>Each row: the parts alternate row by row.</summary>
    Row,
}
