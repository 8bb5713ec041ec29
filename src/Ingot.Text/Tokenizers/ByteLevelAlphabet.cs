using Ingot.Text.Unicode;

namespace Ingot.Text.Tokenizers;

/// <summary>The 256 printable characters byte-level vocabularies write bytes with.</summary>
/// <remarks>Source: GPT-2's vocabulary: printable Latin-1 stands for itself, the others follow from U+0100 in order.</remarks>
public static class ByteLevelAlphabet
{
    private static readonly int[] CharacterOfByte = Build();
    private static readonly short[] ByteOfCharacter = Invert();

    /// <summary>The character of a byte.</summary>
    public static int Character(byte value) => CharacterOfByte[value];

    /// <summary>The byte a character stands for; -1 for a character outside the alphabet.</summary>
    public static int Byte(int character) => character < ByteOfCharacter.Length ? ByteOfCharacter[character] : -1;

    /// <summary>Bytes as such a vocabulary writes them.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        System.Text.StringBuilder text = new(bytes.Length);
        foreach (byte value in bytes)
            _ = text.Append((char)Character(value));
        return text.ToString();
    }

    /// <summary>The bytes a piece of such a vocabulary stands for; a piece that is not wholly in the alphabet stands for itself.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> piece)
    {
        int[] characters = CodePoints.FromUtf8(piece);
        byte[] bytes = new byte[characters.Length];
        for (int i = 0; i < characters.Length; i++)
        {
            int value = Byte(characters[i]);
            if (value < 0)
                return piece.ToArray();
            bytes[i] = (byte)value;
        }

        return bytes;
    }

    private static int[] Build()
    {
        int[] characters = new int[256];
        int next = 0x100;
        for (int value = 0; value < 256; value++)
            characters[value] = value is >= 0x21 and <= 0x7E or >= 0xA1 and <= 0xAC or >= 0xAE and <= 0xFF ? value : next++;
        return characters;
    }

    private static short[] Invert()
    {
        short[] bytes = new short[0x144];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < 256; value++)
            bytes[CharacterOfByte[value]] = (short)value;
        return bytes;
    }
}
