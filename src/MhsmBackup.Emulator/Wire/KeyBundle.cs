using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>A key, live or deleted; the last three members belong to deleted ones.</summary>
internal sealed record KeyBundle
{
    [JsonPropertyName("attributes")]
    public required KeyAttributes Attributes { get; init; }

    [JsonPropertyName("key")]
    public required JsonWebKey Key { get; init; }

    [JsonPropertyName("tags"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    [JsonPropertyName("recoveryId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RecoveryId { get; init; }

    [JsonPropertyName("deletedDate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DeletedDate { get; init; }

    [JsonPropertyName("scheduledPurgeDate"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ScheduledPurgeDate { get; init; }
}
