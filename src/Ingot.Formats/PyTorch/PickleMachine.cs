using System.Globalization;
using System.Numerics;
using System.Text;
using Ingot.Tensors;
using static Ingot.Formats.PyTorch.PickleOpcodes;

namespace Ingot.Formats.PyTorch;

/// <summary>Interprets a pickle as data: numbers, texts, containers, tensors. Names are compared with a list, never looked up or called.</summary>
/// <remarks>
/// Nothing here recurses, memory is bounded by counts checked before it is given, and a name or an opcode outside the list ends the
/// reading. Source: PEP 307, 3154 and 574, and Python's pickletools.
/// </remarks>
internal sealed class PickleMachine(PickleCursor cursor, TorchGlobals globals)
{
    // A hundred thousand tensors make some 1.3 million values and as many memo entries.
    private const int MaxValues = 2_000_000;
    private const int MaxMemo = 1_500_000;
    private const int MaxStack = 4_000_000;
    private const int MaxMarks = 1_000;
    private const int MaxLongBytes = 255;
    private const string Remedy = "Such a file runs code when PyTorch loads it: use a safetensors version, or save only the state dict with torch.save(model.state_dict(), ...).";

    private readonly List<object?> stack = [];
    private readonly List<int> marks = [];
    private readonly Dictionary<long, object?> memo = [];
    private int valueCount;

    /// <summary>Runs to the end of the pickle and returns what it built.</summary>
    /// <exception cref="CheckpointException">The pickle is damaged, too large, or asks for something outside the list.</exception>
    public object? Run()
    {
        for (byte opcode = cursor.Byte(); opcode != Stop; opcode = cursor.Byte())
            Step(opcode);
        object? result = Pop1();
        return stack.Count == 0 && marks.Count == 0 ? result : throw cursor.Bad($"{cursor.Name} ends with values left over.");
    }

    private void Step(byte opcode)
    {
        switch (opcode)
        {
            case Protocol:
                if (cursor.Byte() is > 5 and byte version)
                    throw cursor.Bad($"{cursor.Name} has pickle protocol {version}; 5 is the newest known.");
                break;
            case Frame:
                _ = cursor.Int64(); // A hint for buffering.
                break;
            case Mark:
                if (marks.Count == MaxMarks)
                    throw cursor.Bad($"{cursor.Name} nests more than {MaxMarks:N0} levels.");
                marks.Add(stack.Count);
                break;
            case PickleOpcodes.Pop:
                _ = Pop1();
                break;
            case PopMark:
                _ = PopToMark();
                break;
            case Dup:
                object? top = Pop1();
                PushShared(top);
                PushShared(top);
                break;
            case Put or BinPut or LongBinPut or Memoize or Get or BinGet or LongBinGet:
                Remember(opcode);
                break;
            case Global:
                string module = cursor.Line();
                Push(Checked(new(module, cursor.Line())));
                break;
            case StackGlobal:
                object? name = Pop1();
                Push(Checked(Pop1() is string owner && name is string text ? new(owner, text) : throw cursor.Bad($"STACK_GLOBAL in {cursor.Name} has no two texts.")));
                break;
            case Reduce or NewObject:
                object? arguments = Pop1();
                Push(Apply(Pop1(), arguments));
                break;
            case BinPersistentId:
                Push(globals.Storage(Pop1(), cursor));
                break;
            case Build:
                Build1(Pop1());
                break;
            default:
                if (!TryScalar(opcode) && !TryContainer(opcode))
                {
                    throw RefusedName(opcode) is string refused
                        ? cursor.Bad($"The opcode {refused} in {cursor.Name} builds objects of other kinds than tensors and containers.", Remedy)
                        : cursor.Bad($"0x{opcode:X2} in {cursor.Name} is no opcode.");
                }

                break;
        }
    }

    private bool TryScalar(byte opcode)
    {
        switch (opcode)
        {
            case None: PushShared(null); return true;
            case NewTrue: PushShared(true); return true;
            case NewFalse: PushShared(false); return true;
            case BinInt: Push((long)cursor.Int32()); return true;
            case BinInt1: Push((long)cursor.Byte()); return true;
            case BinInt2: Push((long)cursor.UInt16()); return true;
            case Long1: Push(Integer(cursor.Bytes(cursor.Byte()))); return true;
            case Long4: Push(Integer(cursor.Bytes(Limited(cursor.Int32(), MaxLongBytes)))); return true;
            case Int or Long: Push(IntegerText(cursor.Line())); return true;
            case BinFloat: Push(cursor.BigEndianDouble()); return true;
            case PickleOpcodes.Float:
                Push(double.TryParse(cursor.Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : throw cursor.Bad($"A number in {cursor.Name} is none."));
                return true;
            case Unicode: Push(RawUnicode(cursor.Line())); return true;
            case PickleOpcodes.String: Push(Quoted(cursor.Line())); return true;
            case ShortBinUnicode: Push(cursor.Text(cursor.Byte())); return true;
            case BinUnicode: Push(cursor.Text((uint)cursor.Int32())); return true;
            case BinUnicode8: Push(cursor.Text(cursor.Int64())); return true;
            case ShortBinString: Push(cursor.Text(cursor.Byte())); return true;
            case BinString: Push(cursor.Text(cursor.Int32())); return true;
            case ShortBinBytes: Push(cursor.Bytes(cursor.Byte())); return true;
            case BinBytes: Push(cursor.Bytes((uint)cursor.Int32())); return true;
            case BinBytes8 or ByteArray8: Push(cursor.Bytes(cursor.Int64())); return true;
            default: return false;
        }
    }

    private bool TryContainer(byte opcode)
    {
        switch (opcode)
        {
            case EmptyTuple: Push(new PickleTuple([])); return true;
            case Tuple1: Push(new PickleTuple([Pop1()])); return true;
            case Tuple2: Push(new PickleTuple(PopMany(2))); return true;
            case Tuple3: Push(new PickleTuple(PopMany(3))); return true;
            case PickleOpcodes.Tuple: Push(new PickleTuple(PopToMark())); return true;
            case EmptyList or EmptySet: Push(new PickleList()); return true;
            case PickleOpcodes.List or FrozenSet: Push(new PickleList { Items = [.. PopToMark()] }); return true;
            case EmptyDict: Push(new PickleDict()); return true;
            case PickleOpcodes.Dict:
                PickleDict dict = new();
                Add(dict, PopToMark());
                Push(dict);
                return true;
            case Append:
                object? item = Pop1();
                Top<PickleList>("a list").Items.Add(item);
                return true;
            case Appends or AddItems:
                object?[] items = PopToMark();
                Top<PickleList>("a list").Items.AddRange(items);
                return true;
            case SetItem:
                object?[] pair = PopMany(2);
                Add(Top<PickleDict>("a dictionary"), pair);
                return true;
            case SetItems:
                object?[] pairs = PopToMark();
                Add(Top<PickleDict>("a dictionary"), pairs);
                return true;
            default:
                return false;
        }
    }

    private void Remember(byte opcode)
    {
        long index = opcode switch
        {
            Memoize => memo.Count,
            BinPut or BinGet => cursor.Byte(),
            LongBinPut or LongBinGet => (uint)cursor.Int32(),
            _ => IntegerText(cursor.Line()) is long number ? number : -1,
        };
        if (opcode is Get or BinGet or LongBinGet)
        {
            PushShared(memo.TryGetValue(index, out object? value) ? value : throw cursor.Bad($"{cursor.Name} recalls a value that was not kept."));
            return;
        }

        if (memo.Count == MaxMemo && !memo.ContainsKey(index))
            throw cursor.Bad($"{cursor.Name} keeps more than {MaxMemo:N0} values.");
        memo[index] = stack.Count > Floor ? stack[^1] : throw Underflow();
    }

    private PickleGlobal Checked(PickleGlobal name) => TorchGlobals.IsKnown(name)
        ? name
        : throw cursor.Bad($"{name} in {cursor.Name} is neither a tensor nor a container.", Remedy);

    private object? Apply(object? function, object? arguments) =>
        function is PickleGlobal name && arguments is PickleTuple tuple
            ? TorchGlobals.Apply(name, tuple.Items, cursor)
            : throw cursor.Bad($"REDUCE in {cursor.Name} applies something that is no name to something that is no tuple.", Remedy);

    // PyTorch hangs the versions of modules on the state dict; nothing of it is needed.
    private void Build1(object? state)
    {
        if (state is not PickleDict || Pop1() is not PickleDict target)
            throw cursor.Bad($"BUILD in {cursor.Name} sets attributes of something that is no dictionary.", Remedy);
        PushShared(target);
    }

    private void Add(PickleDict dict, object?[] flat)
    {
        if (flat.Length % 2 != 0)
            throw cursor.Bad($"A dictionary in {cursor.Name} has a key without a value.");
        for (int i = 0; i < flat.Length; i += 2)
            dict.Entries.Add(new(flat[i], flat[i + 1]));
    }

    private void Push(object? value)
    {
        if (++valueCount > MaxValues)
            throw cursor.Bad($"{cursor.Name} makes more than {MaxValues:N0} values.", "No model needs so many to list its tensors: check where the file comes from.");
        PushShared(value);
    }

    private void PushShared(object? value)
    {
        if (stack.Count == MaxStack)
            throw cursor.Bad($"{cursor.Name} holds more than {MaxStack:N0} values at once.");
        stack.Add(value);
    }

    // Values below the last mark belong to who set it.
    private int Floor => marks.Count > 0 ? marks[^1] : 0;

    private object? Pop1()
    {
        if (stack.Count <= Floor)
            throw Underflow();
        object? value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        if (stack.Count - count < Floor)
            throw Underflow();
        object?[] values = [.. stack[^count..]];
        stack.RemoveRange(stack.Count - count, count);
        return values;
    }

    private object?[] PopToMark()
    {
        if (marks.Count == 0)
            throw cursor.Bad($"{cursor.Name} closes a container that was not opened.");
        object?[] values = PopMany(stack.Count - marks[^1]);
        marks.RemoveAt(marks.Count - 1);
        return values;
    }

    private T Top<T>(string what)
        where T : class => stack.Count > Floor && stack[^1] is T top ? top : throw cursor.Bad($"{cursor.Name} adds items to something that is not {what}.");

    private CheckpointException Underflow() => cursor.Bad($"{cursor.Name} takes more values than it made.");

    private int Limited(int count, int most) => count >= 0 && count <= most ? count : throw cursor.Bad($"A number in {cursor.Name} claims {(uint)count:N0} bytes.");

    private static object Integer(byte[] littleEndian) => Fitting(new BigInteger(littleEndian));

    private object IntegerText(string text)
    {
        // Protocol 0 writes truth values as 00 and 01, and marks long ones with an L.
        if (text is "00" or "01")
            return text == "01";
        return text.Length <= MaxLongBytes && BigInteger.TryParse(text.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
            ? Fitting(value)
            : throw cursor.Bad($"A number in {cursor.Name} is none.");
    }

    private static object Fitting(BigInteger value)
    {
        object number = value;
        if (value >= long.MinValue && value <= long.MaxValue)
            number = (long)value;
        return number;
    }

    private string Quoted(string text) => text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] && !text.Contains('\\', StringComparison.Ordinal)
        ? text[1..^1]
        : throw cursor.Bad($"A text in {cursor.Name} is not quoted plainly.");

    /// <summary>Protocol 0 escapes what does not fit a line as <c>\u000a</c> or <c>\U0001f600</c>.</summary>
    private string RawUnicode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
            return text;
        StringBuilder plain = new();
        for (int at = 0; at < text.Length; at++)
        {
            int digits = text[at] == '\\' && at + 1 < text.Length ? text[at + 1] switch { 'u' => 4, 'U' => 8, _ => 0 } : 0;
            if (digits == 0)
            {
                _ = plain.Append(text[at]);
                continue;
            }

            if (at + 2 + digits > text.Length || !uint.TryParse(text.AsSpan(at + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code)
                || !Rune.IsValid(code))
            {
                throw cursor.Bad($"A text in {cursor.Name} has a broken escape.");
            }

            _ = plain.Append(new Rune(code).ToString());
            at += 1 + digits;
        }

        return plain.ToString();
    }
}
