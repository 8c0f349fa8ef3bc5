using System.Security;

namespace MhsmBackup.Identity.Tokens;

/// <summary>A token that somebody else has asked for.</summary>
/// <param name="token">The token.</param>
/// <param name="expiresOn">Its end.</param>
public sealed class DelegatedToken(SecureString token, DateTimeOffset expiresOn)
{
    /// <summary>The token.</summary>
    public SecureString Token { get; } = token;

    /// <summary>Its end.</summary>
    public DateTimeOffset ExpiresOn { get; } = expiresOn;
}

/// <summary>Asks somebody else for a token.</summary>
/// <param name="resource">What it must be for, for example <c>https://managedhsm.azure.net</c>.</param>
/// <param name="tenantId">The tenant; null for the default one.</param>
/// <param name="cancellationToken">Ends the asking.</param>
public delegate Task<DelegatedToken> DelegatedTokens(string resource, string? tenantId, CancellationToken cancellationToken);
