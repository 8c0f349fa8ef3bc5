using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The time-based retention of a container.</summary>
internal sealed class ImmutabilityPolicyBody
{
    [JsonPropertyName("properties")]
    public ImmutabilityPolicyPropertiesBody? Properties { get; init; }
}
