using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Ways;

/// <summary>A person signs in with a browser on this machine.</summary>
public sealed class InteractiveSignIn : SignInWay
{
    // A sign-in that ends with an error page in the browser never comes back.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string? _loginHint;

    /// <summary>Prepares it; the browser opens at the first token.</summary>
    /// <param name="tenantId">The tenant; null for the person's home tenant.</param>
    /// <param name="clientId">An app registration with the redirect URI http://localhost; null for the Azure SDK's own.</param>
    /// <param name="loginHint">The account to propose, for example <c>admin@contoso.com</c>.</param>
    /// <exception cref="MhsmInputException">The tenant or the client id is of no valid form.</exception>
    public InteractiveSignIn(string? tenantId = null, string? clientId = null, string? loginHint = null)
        : base(SignInMethod.Interactive, tenantId, clientId) => _loginHint = loginHint;

    /// <inheritdoc/>
    public override string Description => "with a browser";

    internal override string Remedy => $"Sign in again: {CommandFor(TenantId)}.";

    internal override string CommandFor(string? tenantId) => "Connect-Mhsm -Interactive" + Option("-TenantId", tenantId ?? TenantId) + Option("-ClientId", ClientId);

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
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await ((InteractiveBrowserCredential)credential).AuthenticateAsync(context, limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new MhsmAuthenticationException(
                MhsmErrorId.SignInTimedOut,
                $"Nobody signed in within {Patience.TotalMinutes} minutes: the browser has the reason, if it shows an error.{Environment.NewLine}{Remedy} Where no browser can be seen from here: Connect-Mhsm -DeviceCode.");
        }

        return await credential.GetTokenAsync(context, cancellationToken).ConfigureAwait(false);
    }
}
