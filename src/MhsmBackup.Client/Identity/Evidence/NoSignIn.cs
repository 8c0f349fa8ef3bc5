using Azure.Core;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Evidence;

/// <summary>Nobody is signed in: said when a token is needed, since much can be done without one.</summary>
public sealed class NoSignIn : SignInWay
{
    private readonly string _why;

    /// <summary>Creates it where the environment shows no way to sign in.</summary>
    public NoSignIn()
        : this("there is no Connect-Mhsm in this session, and the environment shows no identity endpoint, no federated token, no service connection, no service principal, no Az PowerShell and no az CLI sign-in")
    {
    }

    private NoSignIn(string why)
        : base(SignInMethod.None) => _why = why;

    /// <inheritdoc/>
    public override string Description => "in no way";

    internal override string Remedy => "Sign in: Connect-Mhsm -Interactive, or -DeviceCode where there is no browser, -ManagedIdentity on an Azure resource, or -Credential with a service principal. "
        + "Or give a token for https://managedhsm.azure.net with -AccessToken.";

    /// <summary>Nobody is signed in, because the last sign-in of the session failed: no other identity may take its place unasked.</summary>
    /// <param name="errorId">Why it failed.</param>
    public static NoSignIn AfterFailure(string errorId) =>
        new($"the last Connect-Mhsm of this session failed ({errorId}). No other identity is taken in its place; Disconnect-Mhsm lets the environment decide again");

    internal override string CommandFor(string? tenantId) => "Connect-Mhsm -Interactive" + Option("-TenantId", tenantId);

    internal override TokenCredential CreateCredential(SignInHost host) => DelegatedTokenCredential.Create((_, _) => throw Error(), (_, _) => throw Error());

    private MhsmAuthenticationException Error() => new(MhsmErrorId.NotSignedIn, $"Nobody is signed in: {_why}.{Environment.NewLine}{Remedy}");
}
