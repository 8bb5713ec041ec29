namespace Ingot.Tensors.Blocks;

/// <summary>The points that a few neighbouring weights together may take: what the IQ types store numbers of.</summary>
internal sealed class Codebook
{
    private readonly int levelBits;
    private readonly int levelCount;
    private readonly int neighbourDistances;
    private readonly byte[] levels;
    private readonly Lazy<SearchTables> tables;
    private readonly Lazy<CodebookNeighbours> packedNeighbours;

    /// <param name="dimension">Weights of a point: 4 or 8.</param>
    /// <param name="points">The levels of each point, the first lowest: 3 bits each of four, 2 bits each of eight.</param>
    /// <param name="values">What each level decodes to, in units of the scale.</param>
    /// <param name="neighbourDistances">Points of so many different distances count as neighbours of what is no point.</param>
    public Codebook(int dimension, ReadOnlySpan<ushort> points, ReadOnlySpan<sbyte> values, int neighbourDistances)
    {
        Dimension = dimension;
        PointCount = points.Length;
        levelBits = dimension == 4 ? 3 : 2;
        levelCount = values.Length;
        this.neighbourDistances = neighbourDistances;
        levels = new byte[points.Length * dimension];
        ulong[] packed = new ulong[points.Length];
        for (int p = 0; p < points.Length; p++)
        {
            for (int i = 0; i < dimension; i++)
            {
                int level = points[p] >> (levelBits * i) & ((1 << levelBits) - 1);
                levels[p * dimension + i] = (byte)level;
                packed[p] |= (ulong)(byte)values[level] << (8 * i);
            }
        }

        Values = packed;
        tables = new(BuildTables);
        packedNeighbours = new(PackNeighbours);
    }

    /// <summary>Weights of a point.</summary>
    public int Dimension { get; }

    /// <summary>How many points there are.</summary>
    public int PointCount { get; }

    /// <summary>Levels that occur: 3 or 8.</summary>
    public int LevelCount => levelCount;

    /// <summary>What each point decodes to, in units of the scale: a signed byte a weight, the first lowest.</summary>
    public ReadOnlyMemory<ulong> Values { get; }

    /// <summary>The levels of a point.</summary>
    public ReadOnlySpan<byte> Levels(int point) => levels.AsSpan(point * Dimension, Dimension);

    /// <summary>The number of the point that has these levels, or -1.</summary>
    public int Find(ReadOnlySpan<byte> sought) => tables.Value.Points[Key(sought)];

    /// <summary>The points near what is no point, nearest first, of equal ones the lower number.</summary>
    public ReadOnlySpan<ushort> Neighbours(ReadOnlySpan<byte> sought) => tables.Value.Neighbours[Key(sought)];

    /// <summary>The same for vectors.</summary>
    public CodebookNeighbours PackedNeighbours => packedNeighbours.Value;

    private int Key(ReadOnlySpan<byte> sought)
    {
        int key = 0;
        for (int i = 0; i < Dimension; i++)
            key |= (sought[i] & ((1 << levelBits) - 1)) << (levelBits * i);
        return key;
    }

    private SearchTables BuildTables()
    {
        int keys = 1 << (levelBits * Dimension);
        short[] points = new short[keys];
        Array.Fill(points, (short)-1);
        for (int p = 0; p < PointCount; p++)
            points[Key(Levels(p))] = (short)p;

        ushort[][] neighbours = new ushort[keys][];
        int[] squares = new int[PointCount];
        byte[] sought = new byte[Dimension];
        for (int key = 0; key < keys; key++)
        {
            neighbours[key] = [];
            for (int i = 0; i < Dimension; i++)
                sought[i] = (byte)(key >> (levelBits * i) & ((1 << levelBits) - 1));
            if (points[key] < 0 && sought.AsSpan().IndexOfAnyInRange((byte)levelCount, byte.MaxValue) < 0)
                neighbours[key] = FindNeighbours(sought, squares);
        }

        return new(points, neighbours);
    }

    private CodebookNeighbours PackNeighbours()
    {
        short[] points = tables.Value.Points;
        ushort[][] lists = Array.ConvertAll(tables.Value.Neighbours, near => Array.ConvertAll(near, point => (ushort)Key(Levels(point))));
        for (int key = 0; key < points.Length; key++)
        {
            if (points[key] >= 0)
                lists[key] = [(ushort)key];
        }

        return CodebookNeighbours.Create(lists, key => points[key] >= 0);
    }

    private ushort[] FindNeighbours(ReadOnlySpan<byte> sought, int[] squares)
    {
        for (int p = 0; p < squares.Length; p++)
        {
            int sum = 0;
            for (int i = 0; i < sought.Length; i++)
            {
                int difference = levels[p * sought.Length + i] - sought[i];
                sum += difference * difference;
            }

            squares[p] = sum;
        }

        List<ushort> near = [];
        int previous = -1;
        for (int n = 0; n < neighbourDistances; n++)
        {
            int next = int.MaxValue;
            foreach (int square in squares)
            {
                if (square > previous && square < next)
                    next = square;
            }

            for (int p = 0; p < squares.Length; p++)
            {
                if (squares[p] == next)
                    near.Add((ushort)p);
            }

            previous = next;
        }

        return [.. near];
    }

    private sealed record SearchTables(short[] Points, ushort[][] Neighbours);
}
