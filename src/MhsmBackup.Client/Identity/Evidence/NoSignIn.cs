using Azure.Core;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Evidence;

/// <summary>The environment shows no way to sign in: said when a token is needed, since much can be done without one.</summary>
public sealed class NoSignIn : SignInWay
{
    /// <summary>Creates it.</summary>
    public NoSignIn()
        : base(SignInMethod.None)
    {
    }

    /// <inheritdoc/>
    public override string Description => "in no way";

    internal override string Remedy => "Sign in: Connect-Mhsm -Interactive, or -DeviceCode where there is no browser, -ManagedIdentity on an Azure resource, or -Credential with a service principal. "
        + "Or give a token for https://managedhsm.azure.net with -AccessToken.";

    internal override TokenCredential CreateCredential(SignInHost host) => new NoCredential(Remedy);

    private sealed class NoCredential(string remedy) : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new MhsmAuthenticationException(
            MhsmErrorId.NotSignedIn,
            "Nobody is signed in: there is no Connect-Mhsm in this session, and the environment shows no identity endpoint, no federated token, no service connection, no service principal, "
            + $"no Az PowerShell and no az CLI sign-in.{Environment.NewLine}{remedy}");

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
