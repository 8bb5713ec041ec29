using Ingot.Tensors;

namespace Ingot.Formats.Safetensors;

/// <summary>A safetensors file as a survey found it.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="State">Whether it can be used, and if not, why.</param>
/// <param name="LengthBytes">Its length; 0 when it is not there.</param>
/// <param name="Tensors">What it holds; empty unless it is sound.</param>
/// <param name="Fault">Why it cannot be used; null when it is sound.</param>
/// <param name="ExpectedBytes">The length its header speaks of; null when the header cannot be read that far.</param>
public sealed record SurveyedFile(
    string Name, SurveyedState State, long LengthBytes, IReadOnlyList<TensorInfo> Tensors, CheckpointException? Fault = null, long? ExpectedBytes = null);
