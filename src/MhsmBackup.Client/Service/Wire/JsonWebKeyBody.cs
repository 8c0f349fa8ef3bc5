using System.Text.Json.Serialization;

namespace MhsmBackup.Service.Wire;

/// <summary>The public part of a key.</summary>
internal sealed class JsonWebKeyBody
{
    [JsonPropertyName("kid")]
    public string? Kid { get; init; }

    [JsonPropertyName("kty")]
    public string? KeyType { get; init; }

    [JsonPropertyName("crv")]
    public string? Curve { get; init; }

    [JsonPropertyName("n")]
    public string? N { get; init; }

    [JsonPropertyName("e")]
    public string? E { get; init; }

    [JsonPropertyName("x")]
    public string? X { get; init; }

    [JsonPropertyName("y")]
    public string? Y { get; init; }

    /// <summary>What is public of it, on one line; a symmetric key has its type alone.</summary>
    public string Describe() => string.Join(" ", new[] { KeyType, Curve, N, E, X, Y }.Where(part => !string.IsNullOrEmpty(part)));
}
