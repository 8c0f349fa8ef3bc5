using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>The body of a refusal.</summary>
internal sealed class ErrorAnswer
{
    [JsonPropertyName("error")]
    public ErrorBody? Error { get; init; }
}
