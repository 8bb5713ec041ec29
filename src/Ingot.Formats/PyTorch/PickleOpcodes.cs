namespace Ingot.Formats.PyTorch;

/// <summary>The opcodes of the pickle protocols 0 to 5 by their published names.</summary>
/// <remarks>Source: Python's pickletools, which documents every one.</remarks>
internal static class PickleOpcodes
{
    public const byte
        Mark = (byte)'(', Stop = (byte)'.', Pop = (byte)'0', PopMark = (byte)'1', Dup = (byte)'2', Float = (byte)'F', Int = (byte)'I',
        BinInt = (byte)'J', BinInt1 = (byte)'K', Long = (byte)'L', BinInt2 = (byte)'M', None = (byte)'N', BinPersistentId = (byte)'Q',
        Reduce = (byte)'R', Unicode = (byte)'V', BinUnicode = (byte)'X', String = (byte)'S', BinString = (byte)'T', ShortBinString = (byte)'U',
        Append = (byte)'a', Build = (byte)'b', Global = (byte)'c', Dict = (byte)'d', EmptyDict = (byte)'}', Appends = (byte)'e',
        Get = (byte)'g', BinGet = (byte)'h', LongBinGet = (byte)'j', List = (byte)'l', EmptyList = (byte)']', Put = (byte)'p',
        BinPut = (byte)'q', LongBinPut = (byte)'r', SetItem = (byte)'s', Tuple = (byte)'t', EmptyTuple = (byte)')', SetItems = (byte)'u',
        BinFloat = (byte)'G', Protocol = 0x80, NewObject = 0x81, Tuple1 = 0x85, Tuple2 = 0x86, Tuple3 = 0x87, NewTrue = 0x88, NewFalse = 0x89,
        Long1 = 0x8A, Long4 = 0x8B, BinBytes = (byte)'B', ShortBinBytes = (byte)'C', ShortBinUnicode = 0x8C, BinUnicode8 = 0x8D,
        BinBytes8 = 0x8E, EmptySet = 0x8F, AddItems = 0x90, FrozenSet = 0x91, StackGlobal = 0x93, Memoize = 0x94, Frame = 0x95, ByteArray8 = 0x96;

    // Those that build objects of any class, or reach outside the file.
    private static readonly Dictionary<byte, string> refused = new()
    {
        [(byte)'P'] = "PERSID", [(byte)'i'] = "INST", [(byte)'o'] = "OBJ", [0x82] = "EXT1", [0x83] = "EXT2", [0x84] = "EXT4", [0x92] = "NEWOBJ_EX",
        [0x97] = "NEXT_BUFFER", [0x98] = "READONLY_BUFFER",
    };

    /// <summary>The name of an opcode that exists and is refused; null for one that does not exist.</summary>
    public static string? RefusedName(byte opcode) => refused.GetValueOrDefault(opcode);
}
