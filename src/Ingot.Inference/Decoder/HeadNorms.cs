namespace Ingot.Inference.Decoder;

/// <summary>The norms on query or key heads: one over all of them, one they share, or one for each.</summary>
internal sealed class HeadNorms(IReadOnlyList<Norm> norms)
{
    /// <summary>Norms the heads of one position in place.</summary>
    public void Apply(Span<float> heads)
    {
        int length = norms[0].Length;
        for (int head = 0, at = 0; at < heads.Length; head++, at += length)
        {
            Span<float> values = heads.Slice(at, length);
            norms[head % norms.Count].Apply(values, values);
        }
    }

    /// <summary>The same in float64.</summary>
    public void ApplyWide(Span<double> heads)
    {
        int length = norms[0].Length;
        for (int head = 0, at = 0; at < heads.Length; head++, at += length)
            norms[head % norms.Count].ApplyWide(heads.Slice(at, length)).CopyTo(heads[at..]);
    }
}
