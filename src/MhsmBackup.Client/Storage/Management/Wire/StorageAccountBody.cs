using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>A storage account: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/get-properties.</summary>
internal sealed class StorageAccountBody
{
    [JsonPropertyName("id")]
    public string? Id { get; init; }

    [JsonPropertyName("name")]
    public string? Name { get; init; }

    [JsonPropertyName("location")]
    public string? Location { get; init; }

    [JsonPropertyName("kind")]
    public string? Kind { get; init; }

    [JsonPropertyName("sku")]
    public SkuBody? Sku { get; init; }

    [JsonPropertyName("properties")]
    public StorageAccountPropertiesBody? Properties { get; init; }
}
