using System.Security;
using System.Text;
using System.Text.Json;
using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service;

namespace MhsmBackup.Identity;

/// <summary>An access token that the user gave. It is read where it is a JWT, and refused when it cannot serve.</summary>
public sealed class AccessTokenCredential : TokenCredential
{
    private readonly SecureString _token;
    private readonly string? _audience;
    private readonly DateTimeOffset? _expiresOn;

    private AccessTokenCredential(SecureString token, string? audience, DateTimeOffset? expiresOn)
    {
        _token = token;
        _audience = audience;
        _expiresOn = expiresOn;
    }

    /// <summary>Reads a token, with or without <c>Bearer</c> before it.</summary>
    /// <param name="token">The token.</param>
    /// <param name="utcNow">The time now.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidAccessToken"/>, <see cref="MhsmErrorId.AccessTokenExpired"/> or
    /// <see cref="MhsmErrorId.AccessTokenForOtherResource"/>.
    /// </exception>
    public static AccessTokenCredential Parse(SecureString token, DateTimeOffset utcNow)
    {
        string text = SecureText.Reveal(token).Trim();
        if (text.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) text = text.Substring("Bearer ".Length).Trim();
        if (text.Length == 0) throw Invalid("it is empty");
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c > '~')) throw Invalid("it holds characters that no token has");

        (string? audience, DateTimeOffset? expiresOn) = ReadClaims(text);
        if (expiresOn <= utcNow)
        {
            throw new MhsmInputException(
                MhsmErrorId.AccessTokenExpired,
                $"The access token expired at {expiresOn:yyyy-MM-dd HH:mm:ss'Z'}. Get a new one: az account get-access-token --resource https://managedhsm.azure.net.");
        }

        if (IsOfAnotherAzureService(audience))
        {
            throw new MhsmInputException(
                MhsmErrorId.AccessTokenForOtherResource,
                $"The access token is for {audience}, not for Managed HSM. Get one: az account get-access-token --resource https://managedhsm.azure.net.");
        }

        return new AccessTokenCredential(SecureText.Protect(text), audience, expiresOn);
    }

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(SecureText.Reveal(_token), _expiresOn ?? DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));

    /// <summary>Whether the token says of itself that it is for this scope.</summary>
    internal bool IsFor(string scope) =>
        _audience is not null && string.Equals(_audience.TrimEnd('/'), scope.Replace("/.default", string.Empty), StringComparison.OrdinalIgnoreCase);

    // A token for a vault, for Azure Resource Manager or for Graph is the common mistake; what is unknown is left to the service.
    private static bool IsOfAnotherAzureService(string? audience) =>
        Uri.TryCreate(audience, UriKind.Absolute, out Uri? uri)
        && !LoopbackHost.Is(uri)
        && !ManagedHsmCloud.All.Any(cloud => cloud.HsmSuffix.Equals(uri.Host, StringComparison.OrdinalIgnoreCase))
        && KnownHosts.Any(host => uri.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] KnownHosts =
    [
        "vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn",
        "management.azure.com", "management.core.windows.net", "management.usgovcloudapi.net", "management.chinacloudapi.cn",
        "graph.microsoft.com", "storage.azure.com",
    ];

    private static (string? Audience, DateTimeOffset? ExpiresOn) ReadClaims(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3) return (null, null); // not a JWT: opaque, and for the service to judge
        try
        {
            string payload = parts[1].Replace('-', '+').Replace('_', '/');
            byte[] json = Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='));
            using JsonDocument claims = JsonDocument.Parse(json);
            string? audience = claims.RootElement.TryGetProperty("aud", out JsonElement aud) && aud.ValueKind == JsonValueKind.String ? aud.GetString() : null;
            DateTimeOffset? expires = claims.RootElement.TryGetProperty("exp", out JsonElement exp) && exp.TryGetInt64(out long seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
            return (audience, expires);
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException or DecoderFallbackException)
        {
            return (null, null);
        }
    }

    private static MhsmInputException Invalid(string why) => new(
        MhsmErrorId.InvalidAccessToken,
        $"The access token cannot be used: {why}. Give the token alone, as az account get-access-token --resource https://managedhsm.azure.net or Get-AzAccessToken returns it.");
}
