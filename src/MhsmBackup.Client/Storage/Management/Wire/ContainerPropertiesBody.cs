using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The settings of a container.</summary>
internal sealed class ContainerPropertiesBody
{
    [JsonPropertyName("publicAccess")]
    public string? PublicAccess { get; init; }

    [JsonPropertyName("hasImmutabilityPolicy")]
    public bool? HasImmutabilityPolicy { get; init; }

    [JsonPropertyName("hasLegalHold")]
    public bool? HasLegalHold { get; init; }

    [JsonPropertyName("immutabilityPolicy")]
    public ImmutabilityPolicyBody? ImmutabilityPolicy { get; init; }

    [JsonPropertyName("immutableStorageWithVersioning")]
    public VersionImmutabilityBody? ImmutableStorageWithVersioning { get; init; }
}
