using Ingot.Inference.Decoder;
using Ingot.Inference.Threading;

namespace Ingot.Inference.Encoder;

/// <summary>The four linear layers of one attention.</summary>
internal sealed record AttentionProjections(Linear Query, Linear Key, Linear Value, Linear Output)
{
    /// <summary>Keys and values of a text, <c>[count, heads * headLength]</c> each.</summary>
    public (Activations Keys, Activations Values) Project(Activations input, int count, WorkerPool pool)
    {
        Activations keys = new(Key.RowCount, count), values = new(Value.RowCount, count);
        Key.Multiply(input, count, keys.Values, pool);
        Value.Multiply(input, count, values.Values, pool);
        return (keys, values);
    }

    /// <summary>What attention adds for every position.</summary>
    public void Run(
        WholeAttention attention, Activations input, int count, (Activations Keys, Activations Values) attended, int keyCount, float[] output, WorkerPool pool)
    {
        Activations queries = new(Query.RowCount, count), gathered = new(Query.RowCount, count);
        Query.Multiply(input, count, queries.Values, pool);
        attention.Run(queries, count, attended.Keys, attended.Values, keyCount, gathered, pool);
        Output.Multiply(gathered, count, output, pool);
    }
}
