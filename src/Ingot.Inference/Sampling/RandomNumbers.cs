using System.Numerics;

namespace Ingot.Inference.Sampling;

/// <summary>Pseudo-random numbers that are the same everywhere and for ever.</summary>
/// <remarks>xoshiro256** seeded through splitmix64. Source: Blackman and Vigna, arXiv:1805.01407.</remarks>
internal sealed class RandomNumbers
{
    private ulong s0, s1, s2, s3;

    public RandomNumbers(ulong seed) => (s0, s1, s2, s3) = (Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed));

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9, shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private static ulong Mix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        ulong value = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
