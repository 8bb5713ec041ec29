namespace Ingot.Models.Towers;

/// <summary>A key of a tower's file and where its value comes from.</summary>
/// <param name="Name">The whole name; empty for <see cref="TowerKeyKind.ModelNames"/>.</param>
/// <param name="Kind">What it holds.</param>
public sealed record TowerKey(string Name, TowerKeyKind Kind)
{
    /// <summary>Where the value stands; null for a constant.</summary>
    public TowerValue? Value { get; init; }

    /// <summary>The same value in every file, as JSON.</summary>
    public string? Constant { get; init; }

    /// <summary>The keys that say whose model it is, with their type.</summary>
    public static TowerKey ModelNames { get; } = new("", TowerKeyKind.ModelNames);

    /// <summary>The file type.</summary>
    public static TowerKey FileType { get; } = new("general.file_type", TowerKeyKind.FileType);

    /// <summary>A whole number.</summary>
    public static TowerKey Count(string name, TowerValue value) => new(name, TowerKeyKind.UInt32) { Value = value };

    /// <summary>A real number.</summary>
    public static TowerKey Real(string name, TowerValue value) => new(name, TowerKeyKind.Float32) { Value = value };

    /// <summary>Three numbers, one a colour.</summary>
    public static TowerKey Colours(string name, TowerValue value) => new(name, TowerKeyKind.Float32s) { Value = value };

    /// <summary>A truth value that is the same in every file.</summary>
    public static TowerKey Flag(string name, bool value) => new(name, TowerKeyKind.Bool) { Constant = value ? "true" : "false" };

    /// <summary>A text that is the same in every file.</summary>
    public static TowerKey Text(string name, string value) => new(name, TowerKeyKind.Text) { Constant = $"\"{value}\"" };
}
