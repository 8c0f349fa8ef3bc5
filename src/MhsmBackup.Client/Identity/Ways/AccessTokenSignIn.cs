using System.Security;
using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Service;

namespace MhsmBackup.Identity.Ways;

/// <summary>A token that was given. It is used as it is and cannot be renewed.</summary>
public sealed class AccessTokenSignIn : SignInWay
{
    private readonly AccessTokenCredential _credential;

    /// <summary>Reads the token.</summary>
    /// <param name="token">The token, with or without <c>Bearer</c> before it.</param>
    /// <exception cref="MhsmInputException">The token cannot serve: see <see cref="AccessTokenCredential.Parse"/>.</exception>
    public AccessTokenSignIn(SecureString token)
        : base(SignInMethod.AccessToken) => _credential = AccessTokenCredential.Parse(token, DateTimeOffset.UtcNow);

    /// <inheritdoc/>
    public override string Description => "with the access token given";

    internal override string CommandFor(string? tenantId) => $"az account get-access-token --resource https://managedhsm.azure.net{Option("--tenant", tenantId)}";

    internal override string Remedy => "Get a new token (az account get-access-token --resource https://managedhsm.azure.net) and give it with -AccessToken.";

    internal override bool MayChangeTenant => false;

    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.AccessTokenForOtherResource"/>: the token is of another known cloud.</exception>
    internal void DemandFor(ManagedHsmCloud cloud) => _credential.DemandFor(cloud);

    internal override TokenCredential CreateCredential(SignInHost host) => _credential;
}
