using System.Text.Json.Serialization;

namespace Ingot.Models.Json;

/// <summary>How a family's description is spelled: snake_case members, enumerations by name, nothing unknown.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(ConfigKeyConverter)])]
[JsonSerializable(typeof(ArchitectureSpec))]
internal sealed partial class ArchitectureJsonContext : JsonSerializerContext;
