using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>Whether single versions of a container's blobs can be immutable.</summary>
internal sealed class VersionImmutabilityBody
{
    [JsonPropertyName("enabled")]
    public bool? Enabled { get; init; }
}
