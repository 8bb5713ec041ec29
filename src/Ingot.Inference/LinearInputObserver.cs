namespace Ingot.Inference;

/// <summary>Sees what goes into a linear layer, before its weight is applied.</summary>
/// <param name="layer">Which.</param>
/// <param name="input"><c>[positions, columns]</c>; of an expert only the positions that chose it. Valid during the call.</param>
/// <param name="columns">Columns of the weight.</param>
public delegate void LinearInputObserver(LinearLayer layer, ReadOnlySpan<float> input, int columns);
