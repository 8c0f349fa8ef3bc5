using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Ways;

/// <summary>
/// Workload identity federation: the token of another issuer, kept fresh in a file, stands in for a secret. The file is read
/// again for every token.
/// </summary>
public sealed class FederatedTokenSignIn : SignInWay
{
    private readonly string _path;

    /// <summary>Prepares it.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="clientId">The application or managed identity that trusts the issuer.</param>
    /// <param name="path">The full path of the file that has the token.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidTenantId"/>, <see cref="MhsmErrorId.InvalidClientId"/> or <see cref="MhsmErrorId.FederatedTokenFileMissing"/>.
    /// </exception>
    public FederatedTokenSignIn(string tenantId, string clientId, string path)
        : base(SignInMethod.FederatedToken, tenantId, clientId)
    {
        _path = File.Exists(path) ? path : throw new MhsmInputException(
            MhsmErrorId.FederatedTokenFileMissing, $"There is no file '{path}'. Give the file that the issuer keeps the token in; Kubernetes names it in AZURE_FEDERATED_TOKEN_FILE.");
    }

    /// <inheritdoc/>
    public override string Description => $"as {ClientId} with the federated token in {_path}";

    internal override string CommandFor(string? tenantId) => $"Connect-Mhsm -FederatedTokenFile '{_path}' -TenantId {tenantId ?? TenantId} -ClientId {ClientId}";

    internal override string Remedy => $"Add a federated credential to {ClientId} with the issuer, subject and audience that the token has: az identity federated-credential create, or az ad app federated-credential create.";

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        var options = host.Configure(new WorkloadIdentityCredentialOptions { TenantId = TenantId, ClientId = ClientId, TokenFilePath = _path, DisableInstanceDiscovery = true });
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new WorkloadIdentityCredential(options);
    }
}
