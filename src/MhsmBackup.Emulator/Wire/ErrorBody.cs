using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

/// <summary>The body of a refused call.</summary>
internal sealed record ErrorBody([property: JsonPropertyName("error")] ServiceError Error);
