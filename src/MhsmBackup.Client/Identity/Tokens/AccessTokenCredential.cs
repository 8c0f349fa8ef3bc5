using System.Security;
using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service;

namespace MhsmBackup.Identity.Tokens;

/// <summary>An access token that the user gave. It is read where it is a JWT, and refused when it cannot serve.</summary>
public sealed class AccessTokenCredential : TokenCredential
{
    private static readonly string[] KnownHosts =
    [
        "vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn",
        "management.azure.com", "management.core.windows.net", "management.usgovcloudapi.net", "management.chinacloudapi.cn",
        "graph.microsoft.com", "storage.azure.com",
    ];

    private readonly SecureString _token;

    private AccessTokenCredential(SecureString token, TokenClaims claims)
    {
        _token = token;
        Claims = claims;
    }

    internal TokenClaims Claims { get; }

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

        TokenClaims claims = TokenClaims.Of(text);
        if (claims.ExpiresOn <= utcNow)
        {
            throw new MhsmInputException(
                MhsmErrorId.AccessTokenExpired,
                $"The access token expired at {claims.ExpiresOn:yyyy-MM-dd HH:mm:ss'Z'}. Get a new one: az account get-access-token --resource https://managedhsm.azure.net.");
        }

        if (IsOfAnotherAzureService(claims.Audience))
        {
            throw new MhsmInputException(
                MhsmErrorId.AccessTokenForOtherResource,
                $"The access token is for {claims.Audience}, not for Managed HSM. Get one: az account get-access-token --resource https://managedhsm.azure.net.");
        }

        return new AccessTokenCredential(SecureText.Protect(text), claims);
    }

    /// <inheritdoc/>
    /// <exception cref="MhsmAuthenticationException"><see cref="MhsmErrorId.AccessTokenExpired"/>: it has expired since it was given.</exception>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => Claims.ExpiresOn <= DateTimeOffset.UtcNow
        ? throw new MhsmAuthenticationException(
            MhsmErrorId.AccessTokenExpired,
            $"The access token that was given expired at {Claims.ExpiresOn:yyyy-MM-dd HH:mm:ss'Z'} and cannot be renewed.{Environment.NewLine}"
            + "Give a new one with -AccessToken, or sign in with Connect-Mhsm in a way that renews its own.")
        : new AccessToken(SecureText.Reveal(_token), Claims.ExpiresOn ?? DateTimeOffset.MaxValue);

    /// <inheritdoc/>
    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        new(GetToken(requestContext, cancellationToken));

    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.AccessTokenForOtherResource"/>: the token is of another known cloud.</exception>
    internal void DemandFor(ManagedHsmCloud cloud)
    {
        ManagedHsmCloud? own = Uri.TryCreate(Claims.Audience, UriKind.Absolute, out Uri? uri) ? ManagedHsmCloud.All.FirstOrDefault(known => known.HsmSuffix.Equals(uri.Host, StringComparison.OrdinalIgnoreCase)) : null;
        if (own is null || own == cloud) return;
        throw new MhsmInputException(
            MhsmErrorId.AccessTokenForOtherResource,
            $"The access token is for {own}, and the HSM or the sign-in is in {cloud}. Get one for it: az account get-access-token --resource https://{cloud.HsmSuffix}.");
    }

    /// <summary>Whether the token says of itself that it is for this scope.</summary>
    internal bool IsFor(string scope) =>
        Claims.Audience is string audience && string.Equals(audience.TrimEnd('/'), scope.Replace("/.default", string.Empty), StringComparison.OrdinalIgnoreCase);

    // A token for a vault, for Azure Resource Manager or for Graph is the common mistake; what is unknown is left to the service.
    private static bool IsOfAnotherAzureService(string? audience) =>
        Uri.TryCreate(audience, UriKind.Absolute, out Uri? uri)
        && !LoopbackHost.Is(uri)
        && !ManagedHsmCloud.All.Any(cloud => cloud.HsmSuffix.Equals(uri.Host, StringComparison.OrdinalIgnoreCase))
        && KnownHosts.Any(host => uri.Host.EndsWith(host, StringComparison.OrdinalIgnoreCase));

    private static MhsmInputException Invalid(string why) => new(
        MhsmErrorId.InvalidAccessToken,
        $"The access token cannot be used: {why}. Give the token alone, as az account get-access-token --resource https://managedhsm.azure.net or Get-AzAccessToken returns it.");
}
