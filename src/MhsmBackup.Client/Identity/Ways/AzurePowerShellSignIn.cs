using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Ways;

/// <summary>
/// Whoever is signed in to Az PowerShell in this session. The session itself is asked, not a new process, which would not know
/// a sign-in that was made for this process alone.
/// </summary>
public sealed class AzurePowerShellSignIn : SignInWay
{
    private readonly DelegatedTokens _ask;

    /// <summary>Prepares it.</summary>
    /// <param name="ask">Asks the session.</param>
    /// <param name="tenantId">The tenant; null for that of the current Az context.</param>
    /// <exception cref="MhsmInputException">The tenant is of no valid form.</exception>
    public AzurePowerShellSignIn(DelegatedTokens ask, string? tenantId = null)
        : base(SignInMethod.AzurePowerShell, tenantId) => _ask = ask;

    /// <inheritdoc/>
    public override string Description => "as whoever is signed in to Az PowerShell";

    internal override string Remedy => $"Sign in: {CommandFor(TenantId)}.";

    internal override string CommandFor(string? tenantId) => "Connect-AzAccount" + Option("-Tenant", tenantId ?? TenantId);

    internal override TokenCredential CreateCredential(SignInHost host) => DelegatedTokenCredential.Create(
        (_, _) => throw new NotSupportedException("The client is asynchronous throughout."),
        AskAsync);

    private async ValueTask<AccessToken> AskAsync(TokenRequestContext context, CancellationToken cancellationToken)
    {
        // Get-AzAccessToken takes no claims, and would give the token again that was refused.
        if (context.Claims is not null) throw new MhsmAuthenticationException(MhsmErrorId.InteractionRequired, $"The HSM asks for a token with more claims, which Az PowerShell cannot be asked for.{Environment.NewLine}{Remedy}");
        string resource = context.Scopes[0].Replace("/.default", string.Empty);
        DelegatedToken token = await _ask(resource, context.TenantId ?? TenantId, cancellationToken).ConfigureAwait(false);
        return new AccessToken(SecureText.Reveal(token.Token), token.ExpiresOn);
    }
}
