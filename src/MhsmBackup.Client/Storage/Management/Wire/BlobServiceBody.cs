using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The blob service of an account: https://learn.microsoft.com/rest/api/storagerp/blob-services/get-service-properties.</summary>
internal sealed class BlobServiceBody
{
    [JsonPropertyName("properties")]
    public BlobServicePropertiesBody? Properties { get; init; }
}
