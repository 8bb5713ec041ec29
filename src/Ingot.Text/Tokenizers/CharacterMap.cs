using System.Buffers.Binary;
using Ingot.Tensors;

namespace Ingot.Text.Tokenizers;

/// <summary>SentencePiece's compiled character map: a double-array trie from UTF-8 prefixes to what replaces them.</summary>
/// <remarks>
/// Layout: the trie's size in bytes (32 bits, little endian), its units, then replacements that each end with NUL. A unit holds a
/// label in bits 0-7, a leaf flag in bit 8, an offset in bits 10-30 that bit 9 widens, or, with bit 31, a value.
/// Source: Darts-clone's unit layout, as SentencePiece stores it.
/// </remarks>
internal sealed class CharacterMap
{
    private readonly uint[] units;
    private readonly ReadOnlyMemory<byte> replacements;

    private CharacterMap(uint[] units, ReadOnlyMemory<byte> replacements)
    {
        this.units = units;
        this.replacements = replacements;
    }

    /// <summary>Reads a map.</summary>
    /// <exception cref="CheckpointException">Its sizes contradict each other.</exception>
    public static CharacterMap Parse(ReadOnlyMemory<byte> map, FileLocation location)
    {
        ReadOnlySpan<byte> bytes = map.Span;
        uint size = bytes.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
        if (size < 4 || size % 4 != 0 || size > bytes.Length - 4)
        {
            throw new CheckpointException(location with { Item = "precompiled_charsmap" },
                $"The character map of {bytes.Length:N0} bytes says its trie has {size:N0}.", "Download the tokenizer file again.");
        }

        uint[] units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + 4 * i)..]);
        return new(units, map[(4 + (int)size)..]);
    }

    /// <summary>Finds the longest prefix the map replaces.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="replacement">What replaces it.</param>
    /// <returns>The prefix's length; 0 when the map keeps the text as it is.</returns>
    public int Longest(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement)
    {
        int length = 0;
        uint value = 0, node = Offset(units[0]);
        for (int i = 0; i < text.Length; i++)
        {
            node ^= text[i];
            if (text[i] == 0 || node >= units.Length || (units[node] & 0x8000_00FF) != text[i])
                break;
            uint unit = units[node];
            node ^= Offset(unit);
            if ((unit & 0x100) != 0 && node < units.Length)
                (length, value) = (i + 1, units[node] & 0x7FFF_FFFF);
        }

        replacement = default;
        if (length == 0 || value >= replacements.Length)
            return 0;
        replacement = replacements.Span[(int)value..];
        int end = replacement.IndexOf((byte)0);
        replacement = end < 0 ? replacement : replacement[..end];
        return length;
    }

    private static uint Offset(uint unit) => unit >> 10 << (int)((unit & 0x200) >> 6);
}
