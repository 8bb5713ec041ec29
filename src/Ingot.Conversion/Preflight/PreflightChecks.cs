using Ingot.Conversion.Preflight.Checks;

namespace Ingot.Conversion.Preflight;

/// <summary>Every check there is. A new one is its file in Checks/ and one line here.</summary>
internal static class PreflightChecks
{
    /// <summary>All checks that need no weights, in the order in which they are asked.</summary>
    public static IReadOnlyList<IPreflightCheck> All { get; } =
    [
        new JsonFilesCheck(),
        new FamilyCheck(),
        new ConfigNumbersCheck(),
        new RopeSettingsCheck(),
        new WeightFilesCheck(),
        new TensorsCheck(),
        new ExpertsCheck(),
        new NumberTypeCheck(),
        new QuantizedBlocksCheck(),
        new TokenizerCheck(),
        new SpecialTokensCheck(),
        new VocabularyCheck(),
        new TemplateCheck(),
        new WidthsCheck(),
        new ResourcesCheck(),
    ];
}
