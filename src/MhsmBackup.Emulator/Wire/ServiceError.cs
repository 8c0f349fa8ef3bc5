using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>An error; each level has the same three members.</summary>
internal sealed record ServiceError(
    [property: JsonPropertyName("code")] string? Code,
    [property: JsonPropertyName("message")] string? Message,
    [property: JsonPropertyName("innererror")] ServiceError? InnerError = null);
