using Ingot.Tensors;

namespace Ingot.Inference.Precision;

/// <summary>Rounds results at the points a policy names.</summary>
internal sealed class Rounder(NumericPolicy policy)
{
    private const int ChunkLength = 256;

    private readonly TensorType type = policy.Results;
    private readonly RoundingPoints points = policy.Points;

    /// <summary>Rounds nothing.</summary>
    public static Rounder None { get; } = new(NumericPolicy.AsStored);

    /// <summary>Whether anything is rounded at a point.</summary>
    public bool Rounds(RoundingPoints point) => (points & point) != 0;

    /// <summary>Rounds values in place, to nearest even, where the policy names the point.</summary>
    public void Apply(RoundingPoints point, Span<float> values)
    {
        if (!Rounds(point))
            return;
        Span<byte> bytes = stackalloc byte[ChunkLength * sizeof(float)];
        for (int at = 0; at < values.Length; at += ChunkLength)
        {
            Span<float> chunk = values.Slice(at, Math.Min(ChunkLength, values.Length - at));
            Span<byte> rounded = bytes[..(int)type.RowBytes(chunk.Length)];
            type.Encode(chunk, default, rounded);
            type.Decode(rounded, chunk);
        }
    }

    /// <summary>One value, rounded where the policy names the point.</summary>
    public float Apply(RoundingPoints point, float value)
    {
        Apply(point, new Span<float>(ref value));
        return value;
    }
}
