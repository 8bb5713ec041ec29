using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ingot.Inference.Generation;

namespace Ingot.Inference.Tests.Generation;

public class Utf8AssemblerTests
{
    [Fact]
    public void Take_HoldsBackACharacter_UntilItsLastByte()
    {
        Utf8Assembler assembler = new();
        byte[] bytes = Encoding.UTF8.GetBytes("李");
        assembler.Write(bytes.AsSpan(0, 2));
        Assert.Equal("", assembler.Take());
        assembler.Write(bytes.AsSpan(2));
        Assert.Equal("李", assembler.Take());
        Assert.Equal("", assembler.Finish());
    }

    [Fact]
    public void Finish_ReplacesAnUnfinishedCharacter()
    {
        Utf8Assembler assembler = new();
        assembler.Write((ReadOnlySpan<byte>)[(byte)'a', 0xE6, 0x9D]);
        Assert.Equal("a", assembler.Take());
        Assert.Equal("\uFFFD", assembler.Finish());
    }

    [Fact]
    public void Pieces_JoinToTheDecodingOfAllBytes() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 255).Select(value => (byte)value)).Select(list => list.ToArray()).ToArbitrary(),
        bytes =>
        {
            Utf8Assembler assembler = new();
            StringBuilder text = new();
            foreach (byte value in bytes)
            {
                assembler.Write((ReadOnlySpan<byte>)[value]);
                text.Append(assembler.Take());
            }

            return text.Append(assembler.Finish()).ToString() == Encoding.UTF8.GetString(bytes);
        }).QuickCheckThrowOnFailure();
}
