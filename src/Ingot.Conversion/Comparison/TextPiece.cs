namespace Ingot.Conversion.Comparison;

/// <summary>A piece of the text both models read: one token, or the few that together make a character.</summary>
/// <param name="Text">The characters.</param>
/// <param name="Divergence">The largest divergence of its tokens, in nats; null where none was scored.</param>
public sealed record TextPiece(string Text, double? Divergence);
