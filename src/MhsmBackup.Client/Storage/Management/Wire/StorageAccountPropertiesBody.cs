using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The settings of a storage account, as far as backups depend on them.</summary>
internal sealed class StorageAccountPropertiesBody
{
    [JsonPropertyName("publicNetworkAccess")]
    public string? PublicNetworkAccess { get; init; }

    [JsonPropertyName("networkAcls")]
    public NetworkRulesBody? NetworkRules { get; init; }

    [JsonPropertyName("allowBlobPublicAccess")]
    public bool? AllowBlobPublicAccess { get; init; }

    [JsonPropertyName("allowSharedKeyAccess")]
    public bool? AllowSharedKeyAccess { get; init; }

    [JsonPropertyName("minimumTlsVersion")]
    public string? MinimumTlsVersion { get; init; }

    [JsonPropertyName("supportsHttpsTrafficOnly")]
    public bool? SupportsHttpsTrafficOnly { get; init; }

    [JsonPropertyName("isHnsEnabled")]
    public bool? IsHnsEnabled { get; init; }
}
