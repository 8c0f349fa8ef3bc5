using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.Federation;

/// <summary>The emulator's own issuers of federated tokens. All sign with the emulator's key, each under its own name.</summary>
internal sealed class FederationIssuers(TokenService tokens, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    internal string Workload => At(FederatedCredential.WorkloadIssuer);

    internal string Pipelines => At(FederatedCredential.PipelinesIssuer);

    internal string GitHub => At(FederatedCredential.GitHubIssuer);

    internal IEnumerable<string> All => [Workload, Pipelines, GitHub];

    internal string Issue(string issuer, string subject, string audience, TimeSpan? lifetime = null) =>
        tokens.IssueFederated(issuer, subject, audience, time.GetUtcNow(), lifetime ?? Lifetime);

    /// <summary>What a principal may sign in with, each issuer by its whole address. A service connection brings its credential along, as Azure DevOps registers it.</summary>
    internal IEnumerable<FederatedCredential> CredentialsOf(EmulatorPrincipal principal) =>
    [
        .. principal.FederatedCredentials.Select(credential => credential with { Issuer = At(credential.Issuer) }),
        .. principal.ServiceConnectionId is null ? Array.Empty<FederatedCredential>() : [new FederatedCredential(Pipelines, PipelinesTokenEndpoint.SubjectOf(principal))],
    ];

    /// <summary>An address of the emulator's own by its path; a whole address stays as it is.</summary>
    private string At(string path) => new Uri(tokens.LoginEndpoint, path).AbsoluteUri;
}
