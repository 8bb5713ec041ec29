using Ingot.Tensors;

namespace Ingot.Conversion.Execution;

/// <summary>A run of rows of one weight, decoded once and written to every output.</summary>
/// <param name="Weight">The source.</param>
/// <param name="FirstRow">The first row.</param>
/// <param name="RowCount">How many rows.</param>
/// <param name="Targets">Where they go: output index and tensor index in that output.</param>
internal sealed record WorkUnit(IWeight Weight, long FirstRow, int RowCount, IReadOnlyList<(int Output, int Tensor)> Targets)
{
    /// <summary>
    /// Weights in a unit, unless one row is longer. Fixed, because errors are summed unit by unit: their digits must not
    /// depend on the number of threads.
    /// </summary>
    private const int WeightsPerUnit = 1 << 18;

    /// <summary>Rows of a unit for a weight of that many columns.</summary>
    public static int RowsFor(long columns) => (int)Math.Max(1, WeightsPerUnit / Math.Max(1, columns));

    /// <summary>Cuts a job into units, in the order of the first output.</summary>
    public static IReadOnlyList<WorkUnit> Cut(IReadOnlyList<OutputJob> outputs)
    {
        Dictionary<string, List<(int, int)>> targets = new(StringComparer.Ordinal);
        List<(string Name, IWeight Weight)> weights = [];
        for (int output = 0; output < outputs.Count; output++)
        {
            for (int tensor = 0; tensor < outputs[output].Weights.Length; tensor++)
            {
                string name = outputs[output].Plan.Tensors[tensor].Name;
                if (!targets.TryGetValue(name, out List<(int, int)>? places))
                {
                    targets.Add(name, places = []);
                    weights.Add((name, outputs[output].Weights[tensor]));
                }

                places.Add((output, tensor));
            }
        }

        List<WorkUnit> units = [];
        foreach ((string name, IWeight weight) in weights)
        {
            int rowsPerUnit = RowsFor(weight.Shape.Columns);
            for (long row = 0; row < weight.Shape.Rows; row += rowsPerUnit)
                units.Add(new(weight, row, (int)Math.Min(rowsPerUnit, weight.Shape.Rows - row), targets[name]));
        }

        return units;
    }
}
