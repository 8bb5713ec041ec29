using Ingot.Conversion.Preflight;

namespace Ingot.Cli.Rendering;

/// <summary>What <c>--fix</c> wrote.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Files">The corrected files; empty when there was nothing to correct and no folder was written.</param>
/// <param name="After">What is found in the folder; null when none was written.</param>
internal sealed record FixResult(string Folder, IReadOnlyList<string> Files, PreflightReport? After);
