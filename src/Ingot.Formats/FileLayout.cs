using System.Collections.Immutable;

namespace Ingot.Formats;

/// <summary>A file of tensors laid out before any data exists: its header, and where each tensor goes.</summary>
/// <remarks>Whoever fills it may write tensors in any order and from many threads; gaps between them are zero bytes.</remarks>
/// <param name="FileName">The name of the file inside its folder.</param>
/// <param name="Header">Everything before the first tensor, written at offset 0.</param>
/// <param name="Tensors">Every tensor with its byte offset from the start of the file, in file order.</param>
/// <param name="LengthBytes">The length of the finished file.</param>
public sealed record FileLayout(string FileName, ReadOnlyMemory<byte> Header, ImmutableArray<PlacedTensor> Tensors, long LengthBytes);
