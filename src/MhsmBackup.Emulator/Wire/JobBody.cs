using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>A job, in the 202 of its start and in each answer about its status. Times are unix seconds.</summary>
internal record JobBody
{
    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("statusDetails")]
    public string? StatusDetails { get; init; }

    [JsonPropertyName("error")]
    public ServiceError? Error { get; init; }

    [JsonPropertyName("startTime")]
    public required long StartTime { get; init; }

    [JsonPropertyName("endTime")]
    public long? EndTime { get; init; }

    [JsonPropertyName("jobId")]
    public required string JobId { get; init; }
}
