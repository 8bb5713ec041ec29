using System.Text;

namespace Ingot.Formats.Gguf;

/// <summary>One metadata value with the type it has in the file.</summary>
/// <remarks>
/// A scalar is boxed as its .NET type, a string is kept as its bytes, and an array is a .NET array of its items
/// (<c>uint[]</c>, <c>float[]</c>, <c>ReadOnlyMemory&lt;byte&gt;[]</c> for strings, <c>GgufValue[]</c> for arrays of arrays).
/// </remarks>
public sealed class GgufValue
{
    private GgufValue(GgufValueType type, object content, GgufValueType? itemType = null)
    {
        Type = type;
        Content = content;
        ItemType = itemType;
    }

    /// <summary>The type in the file.</summary>
    public GgufValueType Type { get; }

    /// <summary>The type of an array's items; null unless this is an array.</summary>
    public GgufValueType? ItemType { get; }

    /// <summary>The boxed scalar, the string's bytes (<c>ReadOnlyMemory&lt;byte&gt;</c>) or the array.</summary>
    public object Content { get; }

    /// <summary>A number or truth value, typed by its .NET type.</summary>
    /// <exception cref="ArgumentException">GGUF has no such type.</exception>
    public static GgufValue Of<T>(T value)
        where T : unmanaged => new(TypeOf(typeof(T)), value);

    /// <summary>A string.</summary>
    public static GgufValue Of(string value) => OfBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>A string given as its bytes.</summary>
    public static GgufValue OfBytes(ReadOnlyMemory<byte> value) => new(GgufValueType.String, value);

    /// <summary>An array of numbers or truth values.</summary>
    public static GgufValue OfArray<T>(T[] items)
        where T : unmanaged => new(GgufValueType.Array, items, TypeOf(typeof(T)));

    /// <summary>An array of strings.</summary>
    public static GgufValue OfStrings(IEnumerable<string> items) => OfStrings([.. items.Select(item => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(item))]);

    /// <summary>An array of strings given as their bytes.</summary>
    public static GgufValue OfStrings(ReadOnlyMemory<byte>[] items) => new(GgufValueType.Array, items, GgufValueType.String);

    /// <summary>An array of arrays.</summary>
    public static GgufValue OfArrays(GgufValue[] items) => new(GgufValueType.Array, items, GgufValueType.Array);

    /// <summary>The string; null when this is none. Bytes that are not UTF-8 become U+FFFD.</summary>
    public string? AsString() => Content is ReadOnlyMemory<byte> bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    /// <summary>The integer of any width; null when this is no integer or exceeds a long.</summary>
    public long? AsInteger() => Content switch
    {
        byte value => value,
        sbyte value => value,
        ushort value => value,
        short value => value,
        uint value => value,
        int value => value,
        long value => value,
        ulong value when value <= long.MaxValue => (long)value,
        _ => null,
    };

    /// <summary>The number, an integer included; null when this is none.</summary>
    public double? AsNumber() => Content switch
    {
        float value => value,
        double value => value,
        _ => AsInteger(),
    };

    /// <summary>The truth value; null when this is none.</summary>
    public bool? AsBool() => Content as bool?;

    /// <summary>The items when this is an array of <typeparamref name="T"/>; null otherwise.</summary>
    public T[]? AsArray<T>() => Content as T[];

    /// <summary>Items of an array; 1 for anything else.</summary>
    public int Count => Content is Array array ? array.Length : 1;

    private static GgufValueType TypeOf(Type type) => Types.TryGetValue(type, out GgufValueType found)
        ? found
        : throw new ArgumentException($"GGUF has no value type for {type.Name}.");

    private static readonly Dictionary<Type, GgufValueType> Types = new()
    {
        [typeof(byte)] = GgufValueType.UInt8,
        [typeof(sbyte)] = GgufValueType.Int8,
        [typeof(ushort)] = GgufValueType.UInt16,
        [typeof(short)] = GgufValueType.Int16,
        [typeof(uint)] = GgufValueType.UInt32,
        [typeof(int)] = GgufValueType.Int32,
        [typeof(float)] = GgufValueType.Float32,
        [typeof(bool)] = GgufValueType.Bool,
        [typeof(ulong)] = GgufValueType.UInt64,
        [typeof(long)] = GgufValueType.Int64,
        [typeof(double)] = GgufValueType.Float64,
    };
}
