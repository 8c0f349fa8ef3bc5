using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>A container: https://learn.microsoft.com/rest/api/storagerp/blob-containers/get.</summary>
internal sealed class ContainerBody
{
    [JsonPropertyName("properties")]
    public ContainerPropertiesBody? Properties { get; init; }
}
