using System.Text.Json;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Reads the claims parameter.</summary>
internal static class ClaimsParameter
{
    /// <summary>The client capabilities that it declares.</summary>
    internal static string[] Capabilities(string? claims)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(string.IsNullOrEmpty(claims) ? "{}" : claims);
            return document.RootElement.TryGetProperty("access_token", out JsonElement access) && access.TryGetProperty("xms_cc", out JsonElement cc)
                && cc.TryGetProperty("values", out JsonElement values)
                ? [.. values.EnumerateArray().Select(value => value.ToString())]
                : [];
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
