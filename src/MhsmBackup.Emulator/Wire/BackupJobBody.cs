using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>The job of a backup or of its pre-check, which alone has a place for the backup's address.</summary>
internal sealed record BackupJobBody : JobBody
{
    /// <summary>Container URI, slash, folder: once the backup has succeeded.</summary>
    [JsonPropertyName("azureStorageBlobContainerUri"), JsonPropertyOrder(1)]
    public string? BackupUri { get; init; }
}
