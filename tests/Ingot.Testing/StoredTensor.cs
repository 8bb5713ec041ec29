namespace Ingot.Testing;

/// <summary>A tensor as a reference file stores it, read without the readers under test.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">The dtype of safetensors, or the number of the type in GGUF.</param>
/// <param name="Shape">Outermost dimension first, as safetensors has it; GGUF's order is turned.</param>
/// <param name="Bytes">Its bytes; from GGUF with the padding that follows them.</param>
public sealed record StoredTensor(string Name, string Type, long[] Shape, ReadOnlyMemory<byte> Bytes);
