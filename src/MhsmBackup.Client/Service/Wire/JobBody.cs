using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>A job as the service tells it, at the start and at every status read alike.</summary>
internal sealed class JobBody
{
    [JsonPropertyName("status")]
    public string? Status { get; init; }

    [JsonPropertyName("statusDetails")]
    public string? StatusDetails { get; init; }

    [JsonPropertyName("error")]
    public ErrorBody? Error { get; init; }

    [JsonPropertyName("startTime")]
    public long? StartTime { get; init; }

    [JsonPropertyName("endTime")]
    public long? EndTime { get; init; }

    [JsonPropertyName("jobId")]
    public string? JobId { get; init; }

    [JsonPropertyName("azureStorageBlobContainerUri")]
    public string? BackupUri { get; init; }
}
