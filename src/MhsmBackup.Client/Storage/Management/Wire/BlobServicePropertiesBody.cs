using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The settings of a blob service.</summary>
internal sealed class BlobServicePropertiesBody
{
    [JsonPropertyName("isVersioningEnabled")]
    public bool? IsVersioningEnabled { get; init; }

    [JsonPropertyName("deleteRetentionPolicy")]
    public RetentionBody? DeleteRetentionPolicy { get; init; }

    [JsonPropertyName("containerDeleteRetentionPolicy")]
    public RetentionBody? ContainerDeleteRetentionPolicy { get; init; }
}
