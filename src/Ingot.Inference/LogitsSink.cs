namespace Ingot.Inference;

/// <summary>Receives the logits of one position, in the order of the positions.</summary>
/// <param name="index">The index into the pass's token ids.</param>
/// <param name="logits"><c>[vocabulary]</c>; the model's memory, valid during the call only.</param>
public delegate void LogitsSink(int index, ReadOnlySpan<float> logits);
