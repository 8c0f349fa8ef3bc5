using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>Sent by callers with the members that they set, answered with all.</summary>
internal sealed record KeyAttributes
{
    [JsonPropertyName("created"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Created { get; init; }

    [JsonPropertyName("enabled"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Enabled { get; init; }

    [JsonPropertyName("exp"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Expires { get; init; }

    [JsonPropertyName("exportable"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Exportable { get; init; }

    [JsonPropertyName("nbf"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? NotBefore { get; init; }

    [JsonPropertyName("recoverableDays"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RecoverableDays { get; init; }

    [JsonPropertyName("recoveryLevel"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RecoveryLevel { get; init; }

    [JsonPropertyName("updated"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Updated { get; init; }
}
