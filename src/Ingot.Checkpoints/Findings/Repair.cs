namespace Ingot.Checkpoints.Findings;

/// <summary>A correction of one of a checkpoint's small JSON files. It is data, so that it can be shown before it is made.</summary>
/// <param name="File">The file's name; one that is not there starts empty.</param>
/// <param name="Key">The key at the root of its object; <c>text_config.</c> in front of it means that section.</param>
/// <param name="Json">The value it gets as JSON text; null takes the key away.</param>
public sealed record Repair(string File, string Key, string? Json);
