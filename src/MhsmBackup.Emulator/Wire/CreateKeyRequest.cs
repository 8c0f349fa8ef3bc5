using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

internal sealed record CreateKeyRequest
{
    [JsonPropertyName("kty")]
    public required string KeyType { get; init; }

    [JsonPropertyName("key_size")]
    public int? KeySize { get; init; }

    [JsonPropertyName("public_exponent")]
    public int? PublicExponent { get; init; }

    [JsonPropertyName("crv")]
    public string? Curve { get; init; }

    [JsonPropertyName("key_ops")]
    public IReadOnlyList<string>? Operations { get; init; }

    [JsonPropertyName("attributes")]
    public KeyAttributes? Attributes { get; init; }

    [JsonPropertyName("tags")]
    public ImmutableSortedDictionary<string, string>? Tags { get; init; }
}
