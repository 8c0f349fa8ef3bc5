using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>What a key has beside itself; times are unix seconds.</summary>
internal sealed class KeyAttributesBody
{
    [JsonPropertyName("enabled")]
    public bool? Enabled { get; init; }

    [JsonPropertyName("created")]
    public long? Created { get; init; }

    [JsonPropertyName("updated")]
    public long? Updated { get; init; }
}
