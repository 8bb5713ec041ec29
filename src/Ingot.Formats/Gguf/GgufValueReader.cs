namespace Ingot.Formats.Gguf;

/// <summary>Reads one metadata value.</summary>
internal static class GgufValueReader
{
    /// <summary>Arrays of arrays may nest this deep; no known file goes beyond one.</summary>
    public const int MaxArrayDepth = 8;

    /// <summary>Reads a type and the value that follows it.</summary>
    public static GgufValue Read(GgufCursor cursor) => ReadValue(cursor, ReadType(cursor));

    private static GgufValueType ReadType(GgufCursor cursor)
    {
        uint type = cursor.Number<uint>();
        return type <= (uint)GgufValueType.Float64
            ? (GgufValueType)type
            : throw cursor.Error($"The value has type number {type}, which is not one that GGUF defines.", "The file is damaged or newer than Ingot: download it again or update Ingot.");
    }

    private static GgufValue ReadValue(GgufCursor cursor, GgufValueType type) => type switch
    {
        GgufValueType.UInt8 => GgufValue.Of(cursor.Number<byte>()),
        GgufValueType.Int8 => GgufValue.Of(cursor.Number<sbyte>()),
        GgufValueType.UInt16 => GgufValue.Of(cursor.Number<ushort>()),
        GgufValueType.Int16 => GgufValue.Of(cursor.Number<short>()),
        GgufValueType.UInt32 => GgufValue.Of(cursor.Number<uint>()),
        GgufValueType.Int32 => GgufValue.Of(cursor.Number<int>()),
        GgufValueType.Float32 => GgufValue.Of(cursor.Number<float>()),
        GgufValueType.Bool => GgufValue.Of(cursor.Bool()),
        GgufValueType.String => GgufValue.OfBytes(cursor.Bytes()),
        GgufValueType.UInt64 => GgufValue.Of(cursor.Number<ulong>()),
        GgufValueType.Int64 => GgufValue.Of(cursor.Number<long>()),
        GgufValueType.Float64 => GgufValue.Of(cursor.Number<double>()),
        _ => ReadArray(cursor, depth: 1),
    };

    private static GgufValue ReadArray(GgufCursor cursor, int depth)
    {
        if (depth > MaxArrayDepth)
            throw cursor.Error($"Arrays nest deeper than {MaxArrayDepth} levels.");
        GgufValueType type = ReadType(cursor);
        int count = cursor.Count("array items", MinimumBytes(type));
        return type switch
        {
            GgufValueType.UInt8 => GgufValue.OfArray(cursor.Numbers<byte>(count)),
            GgufValueType.Int8 => GgufValue.OfArray(cursor.Numbers<sbyte>(count)),
            GgufValueType.UInt16 => GgufValue.OfArray(cursor.Numbers<ushort>(count)),
            GgufValueType.Int16 => GgufValue.OfArray(cursor.Numbers<short>(count)),
            GgufValueType.UInt32 => GgufValue.OfArray(cursor.Numbers<uint>(count)),
            GgufValueType.Int32 => GgufValue.OfArray(cursor.Numbers<int>(count)),
            GgufValueType.Float32 => GgufValue.OfArray(cursor.Numbers<float>(count)),
            GgufValueType.Bool => GgufValue.OfArray(Items(count, cursor.Bool)),
            GgufValueType.String => GgufValue.OfStrings(Items(count, cursor.Bytes)),
            GgufValueType.UInt64 => GgufValue.OfArray(cursor.Numbers<ulong>(count)),
            GgufValueType.Int64 => GgufValue.OfArray(cursor.Numbers<long>(count)),
            GgufValueType.Float64 => GgufValue.OfArray(cursor.Numbers<double>(count)),
            _ => GgufValue.OfArrays(Items(count, () => ReadArray(cursor, depth + 1))),
        };
    }

    private static T[] Items<T>(int count, Func<T> read)
    {
        T[] items = new T[count];
        for (int i = 0; i < count; i++)
            items[i] = read();
        return items;
    }

    /// <summary>The fewest bytes an item of a type takes: what bounds the count an array may claim.</summary>
    private static int MinimumBytes(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        GgufValueType.Array => 12,
        _ => 8,
    };
}
