using System.Security;
using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Ways;

/// <summary>A service principal with a secret.</summary>
public sealed class ClientSecretSignIn : SignInWay
{
    private readonly SecureString _secret;

    /// <summary>Prepares it.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="clientId">The application (client) id.</param>
    /// <param name="secret">The client secret's value.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidTenantId"/>, <see cref="MhsmErrorId.InvalidClientId"/> or <see cref="MhsmErrorId.ClientSecretMissing"/>.
    /// </exception>
    public ClientSecretSignIn(string tenantId, string clientId, SecureString? secret)
        : base(SignInMethod.ClientSecret, tenantId, clientId)
    {
        _secret = secret is { Length: > 0 } ? secret : throw new MhsmInputException(
            MhsmErrorId.ClientSecretMissing, "The client secret is empty. Give the secret's value (not its id), for example with Get-Credential and the client id as the user name.");
    }

    /// <inheritdoc/>
    public override string Description => $"as the service principal {ClientId} with a secret";

    internal override string CommandFor(string? tenantId) => $"Connect-Mhsm -Credential <client id and secret> -TenantId {tenantId ?? TenantId}";

    internal override string Remedy => $"Make a new secret (az ad app credential reset --append --id {ClientId}) and give its value: {CommandFor(TenantId)}.";

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        var options = host.Configure(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true });
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new ClientSecretCredential(TenantId, ClientId, SecureText.Reveal(_secret), options);
    }
}
