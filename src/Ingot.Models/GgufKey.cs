namespace Ingot.Models;

/// <summary>A key of a family's GGUF files, and where its value comes from.</summary>
/// <remarks>
/// Exactly one of <see cref="Number"/>, <see cref="Config"/> and <see cref="Constant"/> is set, but for the three types that need
/// none. A number the model does not have is not written.
/// </remarks>
/// <param name="Name">Its name without the architecture's prefix; names that begin with <c>general.</c> or <c>tokenizer.</c> have none.</param>
/// <param name="Type">What it holds.</param>
public sealed record GgufKey(string Name, GgufKeyType Type)
{
    /// <summary>The number of the model that it states.</summary>
    public ModelNumber? Number { get; init; }

    /// <summary>What the number is multiplied by to become the value.</summary>
    public double Times { get; init; } = 1;

    /// <summary>The spellings in config.json for which the number is written; empty for any.</summary>
    public IReadOnlyList<string> Spellings { get; init; } = [];

    /// <summary>Whether the number is written only where config.json states it, though it has a value without.</summary>
    public bool OnlyWhereStated { get; init; }

    /// <summary>A key of config.json whose value is taken as it is; without its default, an absent one is not written.</summary>
    public ConfigKey? Config { get; init; }

    /// <summary>The same value in every file, as text.</summary>
    public string? Constant { get; init; }

    /// <summary>What is written when the model does not have the number; null to write nothing.</summary>
    public string? Otherwise { get; init; }

    /// <summary>Whether it stands right behind <c>general.architecture</c>, before everything else.</summary>
    public bool IsFirst { get; init; }

    /// <summary>A key that states a whole number of the model.</summary>
    public static GgufKey Count(string name, ModelNumber number) => new(name, GgufKeyType.UInt32) { Number = number };

    /// <summary>A key that states a real number of the model.</summary>
    public static GgufKey Real(string name, ModelNumber number) => new(name, GgufKeyType.Float32) { Number = number };

    /// <summary>A key with the same text in every file.</summary>
    public static GgufKey Text(string name, string text) => new(name, GgufKeyType.Text) { Constant = text };

    /// <summary>The whole name in a file of an architecture.</summary>
    public string NameIn(string architecture) =>
        Name.StartsWith("general.", StringComparison.Ordinal) || Name.StartsWith("tokenizer.", StringComparison.Ordinal) ? Name : $"{architecture}.{Name}";
}
