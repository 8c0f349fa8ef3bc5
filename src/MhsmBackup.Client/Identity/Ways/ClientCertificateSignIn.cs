using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Ways;

/// <summary>A service principal with a certificate.</summary>
public sealed class ClientCertificateSignIn : SignInWay
{
    private readonly SignInCertificate _certificate;

    /// <summary>Prepares it.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="clientId">The application (client) id.</param>
    /// <param name="certificate">A certificate with its private key.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidTenantId"/> or <see cref="MhsmErrorId.InvalidClientId"/>.</exception>
    public ClientCertificateSignIn(string tenantId, string clientId, SignInCertificate certificate)
        : base(SignInMethod.ClientCertificate, tenantId, clientId) => _certificate = certificate;

    /// <inheritdoc/>
    public override string Description => $"as the service principal {ClientId} with the certificate {_certificate}";

    internal override string CommandFor(string? tenantId) => $"Connect-Mhsm -CertificateThumbprint {_certificate} -TenantId {tenantId ?? TenantId} -ClientId {ClientId} (or -CertificatePath)";

    internal override string Remedy => $"Upload the certificate {_certificate} to the app registration {ClientId} (Certificates & secrets, in the portal), or sign in with one that is there.";

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        // With the chain sent, an application may trust the certificate's subject and issuer, and rotation needs no upload.
        var options = host.Configure(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true, SendCertificateChain = true });
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new ClientCertificateCredential(TenantId, ClientId, _certificate.Certificate, options);
    }
}
