namespace Ingot.Conversion.Planning;

/// <summary>One file of an output.</summary>
/// <param name="Path">Where it will stand when the job is done.</param>
/// <param name="LengthBytes">Its length then.</param>
public sealed record PlannedFile(string Path, long LengthBytes);
