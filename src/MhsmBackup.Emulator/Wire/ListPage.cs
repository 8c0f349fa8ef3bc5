using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

internal sealed record ListPage<T>(
    [property: JsonPropertyName("value")] IReadOnlyList<T> Value,
    [property: JsonPropertyName("nextLink"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NextLink);
