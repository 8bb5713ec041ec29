namespace Ingot.Inference.Decoder;

/// <summary>Buffers of a workspace for blocks that not every model has, made when one first asks.</summary>
internal sealed class Scratch(int capacity)
{
    private readonly Dictionary<string, Activations> buffers = [];

    /// <summary>Rows for every position there is room for; the values are what the last user left.</summary>
    /// <param name="use">What for: the same use gets the same buffer.</param>
    /// <param name="columns">Values of a row, always the same for a use.</param>
    public Activations Rows(string use, int columns)
    {
        if (!buffers.TryGetValue(use, out Activations? rows))
            buffers.Add(use, rows = new(columns, capacity));
        return rows;
    }
}
