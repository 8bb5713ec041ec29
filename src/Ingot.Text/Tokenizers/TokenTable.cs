using System.Collections.Immutable;

namespace Ingot.Text.Tokenizers;

/// <summary>What each id prints.</summary>
/// <param name="Bytes">UTF-8 of each id inside running text; null where the id stands for nothing.</param>
/// <param name="IsSpecial">Whether it is markup.</param>
internal sealed record TokenTable(ImmutableArray<byte[]?> Bytes, ImmutableArray<bool> IsSpecial);
