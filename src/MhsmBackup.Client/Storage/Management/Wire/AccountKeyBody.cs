using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>One key.</summary>
internal sealed class AccountKeyBody
{
    [JsonPropertyName("keyName")]
    public string? KeyName { get; init; }

    [JsonPropertyName("value")]
    public string? Value { get; init; }
}
