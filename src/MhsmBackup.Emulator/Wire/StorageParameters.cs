using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>Where a backup goes or comes from, and with what credential.</summary>
internal sealed record StorageParameters
{
    [JsonPropertyName("storageResourceUri")]
    public string? StorageResourceUri { get; init; }

    [JsonPropertyName("token")]
    public string? Token { get; init; }

    [JsonPropertyName("useManagedIdentity")]
    public bool? UseManagedIdentity { get; init; }

    // A record would print its members, and the SAS must never be among them.
    public override string ToString() => StorageResourceUri ?? "";
}
