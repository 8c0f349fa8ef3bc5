using System.Text.Json;

namespace MhsmBackup.Emulator.Wire;

/// <summary>How the wire's JSON is read and written.</summary>
internal static class WireJson
{
    internal static JsonSerializerOptions Options { get; } = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
    };

    internal static byte[] Serialize(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Options);
}
