namespace Ingot.Conversion.Verification;

/// <summary>The file type a GGUF claims, held against its tensors.</summary>
/// <param name="Label">The file type's name, or its number when it has none.</param>
/// <param name="MainType">The type most weights are stored in.</param>
/// <param name="Passed">Whether the label's own type is among the tensors' types.</param>
public sealed record LabelCheck(string Label, string MainType, bool Passed);
