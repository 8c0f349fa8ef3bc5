using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>A key, live or soft-deleted: <c>GET /keys/{name}</c>, <c>GET /deletedkeys/{name}</c>. In a list it has kid in place of key.</summary>
internal sealed class KeyBody
{
    [JsonPropertyName("kid")]
    public string? Kid { get; init; }

    [JsonPropertyName("key")]
    public JsonWebKeyBody? Key { get; init; }

    [JsonPropertyName("attributes")]
    public KeyAttributesBody? Attributes { get; init; }

    [JsonPropertyName("deletedDate")]
    public long? DeletedDate { get; init; }

    [JsonPropertyName("scheduledPurgeDate")]
    public long? ScheduledPurgeDate { get; init; }
}
