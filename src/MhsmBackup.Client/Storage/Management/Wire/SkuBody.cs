using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>What an account costs and how it is replicated.</summary>
internal sealed class SkuBody
{
    [JsonPropertyName("name")]
    public string? Name { get; init; }
}
