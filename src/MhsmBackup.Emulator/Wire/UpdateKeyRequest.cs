using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

internal sealed record UpdateKeyRequest
{
    [JsonPropertyName("key_ops")]
    public IReadOnlyList<string>? Operations { get; init; }

    [JsonPropertyName("attributes")]
    public KeyAttributes? Attributes { get; init; }

    [JsonPropertyName("tags")]
    public ImmutableSortedDictionary<string, string>? Tags { get; init; }
}
