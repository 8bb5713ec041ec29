using Ingot.Tensors.Packing;

namespace Ingot.Tensors.Tests.Packing;

public class NibblesTests
{
    [Fact]
    public void Unpack_IsTheScalarUnpacking_AtEveryLength()
    {
        for (int length = 0; length <= 131; length++)
        {
            byte[] packed = Sample.Bytes((length + 1) / 2, seed: length);
            byte[] expected = new byte[length], actual = new byte[length];
            Nibbles.UnpackLowFirstScalar(packed, expected, 0);
            Nibbles.UnpackLowFirst(packed, actual);
            Assert.Equal(expected, actual);
            Nibbles.UnpackHighFirstScalar(packed, expected, 0);
            Nibbles.UnpackHighFirst(packed, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Unpack_PutsHalvesInOrder()
    {
        byte[] codes = new byte[3];
        Nibbles.UnpackLowFirst([0x21, 0x03], codes);
        Assert.Equal([1, 2, 3], codes);
        Nibbles.UnpackHighFirst([0x12, 0x30], codes);
        Assert.Equal([1, 2, 3], codes);
    }

    [Fact]
    public void Unpack_TouchesNothingBeyondItsSpans()
    {
        for (int length = 1; length <= 100; length++)
        {
            using GuardedMemory packed = new((length + 1) / 2), codes = new(length);
            packed.Bytes.Fill(0x77);
            Nibbles.UnpackLowFirst(packed.Bytes, codes.Bytes);
            Nibbles.UnpackHighFirst(packed.Bytes, codes.Bytes);
            Assert.Equal(-1, codes.Bytes.IndexOfAnyExcept((byte)7));
        }
    }

    [Fact]
    public void Unpack_RefusesTooFewBytes() => Assert.Throws<ArgumentException>(() => Nibbles.UnpackLowFirst(new byte[1], new byte[3]));
}
