using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>The body of a selective key restore, whose folder has another name than that of a full restore.</summary>
internal sealed record SelectiveRestoreRequest
{
    [JsonPropertyName("sasTokenParameters")]
    public StorageParameters? Storage { get; init; }

    [JsonPropertyName("folder")]
    public string? Folder { get; init; }
}
