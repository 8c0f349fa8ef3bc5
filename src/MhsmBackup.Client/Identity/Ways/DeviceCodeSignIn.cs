using Azure.Core;
using Azure.Identity;

namespace MhsmBackup.Identity.Ways;

/// <summary>A person signs in with a browser anywhere, and types a code that is shown here.</summary>
public sealed class DeviceCodeSignIn : SignInWay
{
    private readonly Action<string> _show;

    /// <summary>Prepares it; the code is asked for at the first token.</summary>
    /// <param name="show">Shows the login endpoint's message, which has the address and the code.</param>
    /// <param name="tenantId">The tenant; null for the person's home tenant.</param>
    /// <param name="clientId">An app registration that allows public client flows; null for the Azure SDK's own.</param>
    /// <exception cref="Errors.MhsmInputException">The tenant or the client id is of no valid form.</exception>
    public DeviceCodeSignIn(Action<string> show, string? tenantId = null, string? clientId = null)
        : base(SignInMethod.DeviceCode, tenantId, clientId) => _show = show;

    /// <inheritdoc/>
    public override string Description => "with a device code";

    internal override string Remedy => $"Sign in again: {CommandFor(TenantId)}.";

    internal override string CommandFor(string? tenantId) => "Connect-Mhsm -DeviceCode" + Option("-TenantId", tenantId ?? TenantId) + Option("-ClientId", ClientId);

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        var options = host.Configure(new DeviceCodeCredentialOptions
        {
            TenantId = TenantId,
            DisableAutomaticAuthentication = true,
            DisableInstanceDiscovery = true,
            DeviceCodeCallback = (code, _) =>
            {
                _show(code.Message);
                return Task.CompletedTask;
            },
        });
        if (ClientId is not null) options.ClientId = ClientId;
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new DeviceCodeCredential(options);
    }

    internal override async ValueTask<AccessToken> GetFirstTokenAsync(TokenCredential credential, TokenRequestContext context, CancellationToken cancellationToken)
    {
        await ((DeviceCodeCredential)credential).AuthenticateAsync(context, cancellationToken).ConfigureAwait(false);
        return await credential.GetTokenAsync(context, cancellationToken).ConfigureAwait(false);
    }
}
