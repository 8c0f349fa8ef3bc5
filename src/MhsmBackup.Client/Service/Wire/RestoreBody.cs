using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>Body B: a full restore or its pre-check. The folder's member is named otherwise than in body C.</summary>
internal sealed class RestoreBody
{
    [JsonPropertyName("sasTokenParameters")]
    public required StorageBody SasTokenParameters { get; init; }

    [JsonPropertyName("folderToRestore")]
    public required string FolderToRestore { get; init; }
}
