using Ingot.Tensors;

namespace Ingot.Inference.Decoder;

/// <summary>The rows of a weight as they are stored: mapped in place where the source allows, decoded on the fly where they are packed, else copied once.</summary>
internal sealed class StoredRows
{
    /// <summary>Rows that are read together. A weight's rows need to be adjacent in its source only within a tile.</summary>
    public const int TileRows = 16;

    /// <summary>Tiles that are multiplied in a run: enough that what is prepared for a run costs little a row.</summary>
    public const int TilesAtOnce = 8;

    private const long SlabBytes = 64 << 20;

    private readonly IWeight weight;
    private readonly bool decodes;
    private readonly byte[][]? slabs;
    private readonly int tilesPerSlab;

    public StoredRows(IWeight weight)
    {
        this.weight = weight;
        RowCount = checked((int)weight.Shape.Rows);
        Columns = checked((int)weight.Shape.Columns);
        Type = weight.StoredType;
        RowBytes = checked((int)Type.RowBytes(Columns));
        int tileBytes = checked(RowBytes * TileRows);
        // Packed codes would grow severalfold if they were kept decoded.
        decodes = weight.IsPacked;
        if (decodes || AllTilesMap())
            return;
        tilesPerSlab = (int)Math.Max(1, SlabBytes / tileBytes);
        slabs = Copy();
    }

    /// <summary>Where the rows come from.</summary>
    public IWeight Weight => weight;

    public TensorType Type { get; }

    public int RowCount { get; }

    public int Columns { get; }

    public int RowBytes { get; }

    public int TileCount => (RowCount + TileRows - 1) / TileRows;

    /// <summary>Rows of a tile; the last one may have fewer.</summary>
    public int RowsIn(int tile) => Math.Min(TileRows, RowCount - tile * TileRows);

    /// <summary>What <see cref="Tile"/> needs to work in; 0 where the rows lie ready.</summary>
    public int ScratchBytes => decodes ? TileRows * RowBytes : 0;

    /// <summary>The bytes of a tile.</summary>
    /// <param name="tile">Which.</param>
    /// <param name="scratch">Has <see cref="ScratchBytes"/>, and may hold the result.</param>
    public ReadOnlySpan<byte> Tile(int tile, Span<byte> scratch)
    {
        if (decodes)
        {
            Span<byte> rows = scratch[..(RowsIn(tile) * RowBytes)];
            weight.ReadRows((long)tile * TileRows, rows);
            return rows;
        }

        if (slabs is not null)
            return slabs[tile / tilesPerSlab].AsSpan(tile % tilesPerSlab * TileRows * RowBytes, RowsIn(tile) * RowBytes);
        _ = weight.TryMapRows((long)tile * TileRows, RowsIn(tile), out ReadOnlySpan<byte> bytes);
        return bytes;
    }

    /// <summary>The bytes of some tiles: as many as lie one after another there.</summary>
    /// <param name="tile">The first.</param>
    /// <param name="endTile">Beyond the last wanted.</param>
    /// <param name="scratch">Has <see cref="ScratchBytes"/>, and may hold the result.</param>
    /// <param name="count">How many these are: at least one.</param>
    public ReadOnlySpan<byte> Tiles(int tile, int endTile, Span<byte> scratch, out int count)
    {
        count = Math.Min(TilesAtOnce, endTile - tile);
        int rows = Math.Min(count * TileRows, RowCount - tile * TileRows);
        if (slabs is not null && tile % tilesPerSlab + count <= tilesPerSlab)
            return slabs[tile / tilesPerSlab].AsSpan(tile % tilesPerSlab * TileRows * RowBytes, rows * RowBytes);
        if (slabs is null && !decodes && weight.TryMapRows((long)tile * TileRows, rows, out ReadOnlySpan<byte> bytes))
            return bytes;
        count = 1;
        return Tile(tile, scratch);
    }

    /// <summary>Decodes one row.</summary>
    public void Decode(int row, Span<float> values)
    {
        if (decodes)
            weight.DecodeRows(row, values);
        else
            Type.Decode(Tile(row / TileRows, []).Slice(row % TileRows * RowBytes, RowBytes), values);
    }

    private bool AllTilesMap()
    {
        for (int tile = 0; tile < TileCount; tile++)
        {
            if (!weight.TryMapRows((long)tile * TileRows, RowsIn(tile), out _))
                return false;
        }

        return true;
    }

    private byte[][] Copy()
    {
        int slabRows = tilesPerSlab * TileRows;
        byte[][] copies = new byte[(RowCount + slabRows - 1) / slabRows][];
        for (int slab = 0; slab < copies.Length; slab++)
        {
            int first = slab * slabRows;
            byte[] bytes = copies[slab] = GC.AllocateUninitializedArray<byte>(Math.Min(slabRows, RowCount - first) * RowBytes);
            weight.ReadRows(first, bytes);
        }

        return copies;
    }
}
