using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The firewall of a storage account.</summary>
internal sealed class NetworkRulesBody
{
    [JsonPropertyName("defaultAction")]
    public string? DefaultAction { get; init; }

    /// <summary>Who may pass all the same: None, or a list parted by commas of AzureServices, Logging, Metrics.</summary>
    [JsonPropertyName("bypass")]
    public string? Bypass { get; init; }
}
