namespace Ingot.Formats.PyTorch;

/// <summary>A file inside a zip archive, stored as it is.</summary>
/// <param name="Name">Its path in the archive.</param>
/// <param name="Start">The offset of its first byte in the archive.</param>
/// <param name="Length">Its bytes.</param>
internal sealed record ZipEntry(string Name, long Start, long Length);
