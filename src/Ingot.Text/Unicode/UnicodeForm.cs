namespace Ingot.Text.Unicode;

/// <summary>The four normalization forms of UAX #15.</summary>
internal enum UnicodeForm
{
    /// <summary>Canonical decomposition.</summary>
    D,

    /// <summary>Canonical decomposition, then composition.</summary>
    C,

    /// <summary>Compatibility decomposition.</summary>
    KD,

    /// <summary>Compatibility decomposition, then canonical composition.</summary>
    KC,
}
