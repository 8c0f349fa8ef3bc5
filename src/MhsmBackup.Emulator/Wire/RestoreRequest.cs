using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>The body of a full restore and of its pre-check.</summary>
internal sealed record RestoreRequest
{
    [JsonPropertyName("sasTokenParameters")]
    public StorageParameters? Storage { get; init; }

    [JsonPropertyName("folderToRestore")]
    public string? FolderToRestore { get; init; }
}
