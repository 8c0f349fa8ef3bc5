using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>A page of keys or of versions of one.</summary>
internal sealed class KeyListBody
{
    [JsonPropertyName("value")]
    public KeyBody[]? Value { get; init; }

    [JsonPropertyName("nextLink")]
    public string? NextLink { get; init; }
}
