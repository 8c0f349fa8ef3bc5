using System.Text;
using System.Text.Json;
using Azure.Core;

namespace MhsmBackup.Identity.Tokens;

/// <summary>
/// What an access token says of itself. It is read for people alone, never trusted; an opaque token says nothing. Source:
/// https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
/// </summary>
internal sealed class TokenClaims
{
    /// <summary>The claims of a token that says nothing.</summary>
    public static TokenClaims None { get; } = new();

    public string? Audience { get; private init; }

    public DateTimeOffset? ExpiresOn { get; private init; }

    public string? TenantId { get; private init; }

    public string? ObjectId { get; private init; }

    /// <summary>The application: of a user's token the one that they signed in with.</summary>
    public string? ClientId { get; private init; }

    /// <summary>A person's name, as they sign in with it.</summary>
    public string? UserName { get; private init; }

    /// <summary>The resource id of a managed identity, or of the resource that it is assigned to.</summary>
    public string? ManagedIdentityResource { get; private init; }

    /// <summary>The claims of the token that a request was sent with.</summary>
    public static TokenClaims Of(Request request)
    {
        const string scheme = "Bearer ";
        return request.Headers.TryGetValue("Authorization", out string? header) && header!.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? Of(header.Substring(scheme.Length)) : None;
    }

    public static TokenClaims Of(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3) return None;
        try
        {
            string payload = parts[1].Replace('-', '+').Replace('_', '/');
            byte[] json = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
            using JsonDocument claims = JsonDocument.Parse(json);
            return Read(claims.RootElement);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException or DecoderFallbackException)
        {
            return None;
        }
    }

    private static TokenClaims Read(JsonElement claims)
    {
        return new TokenClaims
        {
            Audience = Text("aud"),
            ExpiresOn = claims.TryGetProperty("exp", out JsonElement exp) && exp.TryGetInt64(out long seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            TenantId = Text("tid"),
            ObjectId = Text("oid"),
            ClientId = Text("appid") ?? Text("azp"),
            UserName = Text("upn") ?? Text("preferred_username") ?? Text("unique_name") ?? Text("email"),
            ManagedIdentityResource = Text("xms_mirid"),
        };

        string? Text(string name) => claims.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
