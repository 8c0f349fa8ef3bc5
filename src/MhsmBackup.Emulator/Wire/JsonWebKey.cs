using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

internal sealed record JsonWebKey
{
    [JsonPropertyName("kid")]
    public required string Kid { get; init; }

    [JsonPropertyName("kty")]
    public required string KeyType { get; init; }

    [JsonPropertyName("key_ops")]
    public required IReadOnlyList<string> Operations { get; init; }

    [JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? N { get; init; }

    [JsonPropertyName("e"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? E { get; init; }

    [JsonPropertyName("crv"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Curve { get; init; }

    [JsonPropertyName("x"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? X { get; init; }

    [JsonPropertyName("y"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Y { get; init; }
}
