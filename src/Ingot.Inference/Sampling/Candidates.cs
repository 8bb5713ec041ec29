using System.Runtime.CompilerServices;

namespace Ingot.Inference.Sampling;

/// <summary>Tokens in order of falling logits; equal ones by rising id. Reuses its memory.</summary>
internal sealed class Candidates
{
    // Logit and id in one number whose natural order is the wanted one: sorting needs no comparison function.
    private ulong[] keys = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The id of a token by its rank.</summary>
    public int this[int rank] => (int)(uint)keys[rank];

    /// <summary>Ranks the best tokens.</summary>
    /// <param name="logits">No NaN.</param>
    /// <param name="count">How many to keep.</param>
    public void Rank(ReadOnlySpan<float> logits, int count)
    {
        // Room for twice as many: when it is full, the better half stays, and its worst is the price of entry from then on.
        int room = Math.Min(logits.Length, 2 * Math.Min(count, logits.Length));
        if (keys.Length < room)
            keys = new ulong[room];
        ulong worst = ulong.MaxValue;
        int held = 0;
        for (int tokenId = 0; tokenId < logits.Length; tokenId++)
        {
            ulong key = Key(logits[tokenId], tokenId);
            if (key > worst)
                continue;
            if (held == room)
            {
                keys.AsSpan(0, held).Sort();
                held = count;
                worst = keys[count - 1];
                if (key > worst)
                    continue;
            }

            keys[held++] = key;
        }

        keys.AsSpan(0, held).Sort();
        Count = Math.Min(held, count);
    }

    /// <summary>Drops all but the best.</summary>
    public void Keep(int count) => Count = Math.Min(Count, count);

    // A float's bits order like an integer once the sign is folded in; inverted, the largest comes first.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Key(float logit, int tokenId)
    {
        // Adding zero makes of -0 the +0 it equals.
        int bits = BitConverter.SingleToInt32Bits(logit + 0f);
        uint rising = (uint)bits ^ (bits < 0 ? uint.MaxValue : 0x80000000);
        return ((ulong)~rising << 32) | (uint)tokenId;
    }
}
