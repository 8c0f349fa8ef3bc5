using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>How long, and whether it can still be taken back.</summary>
internal sealed class ImmutabilityPolicyPropertiesBody
{
    [JsonPropertyName("immutabilityPeriodSinceCreationInDays")]
    public int? Days { get; init; }

    /// <summary>Locked or Unlocked.</summary>
    [JsonPropertyName("state")]
    public string? State { get; init; }
}
