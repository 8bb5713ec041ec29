using System.Runtime.InteropServices;
using Ingot.Formats;
using Ingot.Tensors;
using Ingot.Tensors.Packing;

namespace Ingot.Checkpoints.Storage.CompressedTensors;

/// <summary>Codes that lie row after row: packed in words, or signed bytes. They come out unsigned, the middle standing for 0.</summary>
/// <param name="Tensor">The raw tensor.</param>
/// <param name="Packing">How words hold them; null for bytes.</param>
/// <param name="Bits">Bits of a code.</param>
internal sealed record PackedCodes(TensorInfo Tensor, CodePacking? Packing, int Bits)
{
    /// <summary>What stands for 0.</summary>
    public int Middle => 1 << (Bits - 1);

    /// <summary>Unpacks consecutive rows.</summary>
    public void Read(TensorContainer source, long firstRow, int rowCount, Span<byte> codes)
    {
        int columns = codes.Length / rowCount;
        if (Packing is null)
        {
            source.Read(Tensor, firstRow * columns, codes);
            // From two's complement to offset binary.
            foreach (ref byte code in codes)
                code ^= 0x80;
            return;
        }

        int rowWords = checked((int)Tensor.Shape.Columns);
        using Scratch<uint> words = new(rowWords * rowCount);
        source.Read(Tensor, firstRow * rowWords * sizeof(uint), MemoryMarshal.AsBytes(words.Span));
        for (int row = 0; row < rowCount; row++)
            Packing.Unpack(words.Span.Slice(row * rowWords, rowWords), 1, Bits, codes.Slice(row * columns, columns));
    }
}
