using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>Body A: where the backup is and with what right.</summary>
internal sealed class StorageBody
{
    [JsonPropertyName("storageResourceUri")]
    public required string StorageResourceUri { get; init; }

    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("useManagedIdentity")]
    public bool? UseManagedIdentity { get; init; }
}
