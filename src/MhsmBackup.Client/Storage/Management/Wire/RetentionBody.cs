using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>How long something that was deleted can be brought back.</summary>
internal sealed class RetentionBody
{
    [JsonPropertyName("enabled")]
    public bool? Enabled { get; init; }

    [JsonPropertyName("days")]
    public int? Days { get; init; }

    /// <summary>The days; null when nothing is kept.</summary>
    public int? ToDays() => Enabled == true ? Days ?? 0 : null;
}
