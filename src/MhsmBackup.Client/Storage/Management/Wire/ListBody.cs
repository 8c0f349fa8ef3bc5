using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>A page of a list.</summary>
internal sealed class ListBody<T>
{
    [JsonPropertyName("value")]
    public IReadOnlyList<T>? Value { get; init; }

    /// <summary>The whole address of the next page; null or empty on the last one.</summary>
    [JsonPropertyName("nextLink")]
    public string? NextLink { get; init; }
}
