namespace Ingot.Text.Templates.Values;

/// <summary>What <c>namespace()</c> gives: attributes that inner scopes may set.</summary>
internal sealed class NamespaceValue : Value
{
    public override string TypeName => "Namespace";
    public Dictionary<string, Value> Attributes { get; } = new(StringComparer.Ordinal);
}
