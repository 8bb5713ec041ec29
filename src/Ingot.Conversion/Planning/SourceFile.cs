namespace Ingot.Conversion.Planning;

/// <summary>A file the job reads, as it was when the job was planned.</summary>
/// <param name="Name">Its name inside the source.</param>
/// <param name="Path">Where it is.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="Modified">When it was last written: a journal of an older state is not continued.</param>
public sealed record SourceFile(string Name, string Path, long LengthBytes, DateTime Modified);
