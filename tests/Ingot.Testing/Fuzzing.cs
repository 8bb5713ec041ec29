using System.Buffers.Binary;
using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;

namespace Ingot.Testing;

/// <summary>Damages good files in ways FsCheck invents; a reader must read each result or refuse it as its own kind of error.</summary>
public static class Fuzzing
{
    /// <summary>What a reader may ask for while it reads a file of some kilobytes.</summary>
    private const long AllowedBytes = 64 << 20;

    // What lies about lengths are made of.
    private static readonly ImmutableArray<long> interesting =
        [0, 1, -1, 2, 127, 128, 255, 256, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, long.MaxValue, long.MinValue];

    /// <summary>Tries a number of damaged files.</summary>
    /// <param name="seeds">Good files.</param>
    /// <param name="count">How many damaged ones.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="isRefusal">Whether an exception is a refusal; any other fails the test, and so does a reader that asks for much memory.</param>
    public static void Run(IReadOnlyList<byte[]> seeds, int count, Action<byte[]> read, Func<Exception, bool> isRefusal)
    {
        int refused = 0;
        Gen<(int Seed, int Kind, int Position, int Value)[]> cases = Gen.ArrayOf(
            from seed in Gen.Choose(0, seeds.Count - 1)
            from kind in Gen.Choose(0, 6)
            from position in Gen.Choose(0, int.MaxValue - 1)
            from value in Gen.Choose(0, int.MaxValue - 1)
            select (seed, kind, position, value),
            3);
        Prop.ForAll(cases.ToArbitrary(), edits =>
        {
            byte[] file = seeds[edits[0].Seed];
            // One, two or three edits: most damage is small.
            foreach ((_, int kind, int position, int value) in edits.Take(1 + (edits[0].Value % 3)))
                file = Edit(file, kind, position, value);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(file);
            }
            catch (Exception error) when (isRefusal(error))
            {
                refused++;
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return allocated <= AllowedBytes ? true : throw new InvalidOperationException($"Reading {file.Length} bytes took {allocated:N0} bytes of memory.");
        }).Check(Config.QuickThrowOnFailure.WithReplay(20260101, 1).WithMaxTest(count));
        Assert.InRange(refused, count / 20, count);
    }

    private static byte[] Edit(byte[] file, int kind, int position, int value)
    {
        if (file.Length == 0)
            return [(byte)value];
        int at = position % file.Length, length = 1 + (value % 16);
        byte[] edited = [.. file];
        switch (kind)
        {
            case 0: edited[at] = (byte)value; return edited;
            case 1: edited[at] ^= (byte)(1 << (value % 8)); return edited;
            case 2: return file[..at];
            case 3: return [.. file[..at], .. file[Math.Min(file.Length, at + length)..]];
            case 4: return [.. file[..at], .. file[at..Math.Min(file.Length, at + length)], .. file[at..]];
            case 5: return [.. file[..at], .. Enumerable.Repeat((byte)(value >> 8), length), .. file[at..]];
            default:
                Span<byte> number = stackalloc byte[sizeof(long)];
                BinaryPrimitives.WriteInt64LittleEndian(number, interesting[value % interesting.Length]);
                int width = Math.Min(1 << (value / interesting.Length % 4), file.Length - at);
                number[..width].CopyTo(edited.AsSpan(at));
                return edited;
        }
    }
}
