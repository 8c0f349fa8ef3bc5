using Azure.Core;
using Azure.Identity;

namespace MhsmBackup.Identity.Ways;

/// <summary>A person signs in with a browser on this machine.</summary>
public sealed class InteractiveSignIn : SignInWay
{
    private readonly string? _loginHint;

    /// <summary>Prepares it; the browser opens at the first token.</summary>
    /// <param name="tenantId">The tenant; null for the person's home tenant.</param>
    /// <param name="clientId">An app registration with the redirect URI http://localhost; null for the Azure SDK's own.</param>
    /// <param name="loginHint">The account to propose, for example <c>admin@contoso.com</c>.</param>
    /// <exception cref="Errors.MhsmInputException">The tenant or the client id is of no valid form.</exception>
    public InteractiveSignIn(string? tenantId = null, string? clientId = null, string? loginHint = null)
        : base(SignInMethod.Interactive, tenantId, clientId) => _loginHint = loginHint;

    /// <inheritdoc/>
    public override string Description => "with a browser";

    internal override string Remedy => "Sign in again: Connect-Mhsm -Interactive.";

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        var options = host.Configure(new InteractiveBrowserCredentialOptions
        {
            TenantId = TenantId,
            LoginHint = _loginHint,
            DisableAutomaticAuthentication = true,
            DisableInstanceDiscovery = true,
        });
        if (ClientId is not null) options.ClientId = ClientId;
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new InteractiveBrowserCredential(options);
    }

    internal override async ValueTask<AccessToken> GetFirstTokenAsync(TokenCredential credential, TokenRequestContext context, CancellationToken cancellationToken)
    {
        await ((InteractiveBrowserCredential)credential).AuthenticateAsync(context, cancellationToken).ConfigureAwait(false);
        return await credential.GetTokenAsync(context, cancellationToken).ConfigureAwait(false);
    }
}
