using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>Body C: the restore of one key.</summary>
internal sealed class SelectiveKeyRestoreBody
{
    [JsonPropertyName("sasTokenParameters")]
    public required StorageBody SasTokenParameters { get; init; }

    [JsonPropertyName("folder")]
    public required string Folder { get; init; }
}
