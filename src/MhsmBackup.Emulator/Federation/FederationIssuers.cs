using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.Federation;

/// <summary>The emulator's own issuers of federated tokens. All sign with the emulator's key, each under its own name.</summary>
internal sealed class FederationIssuers(TokenService tokens, TimeProvider time)
{
    internal const string WellKnown = ".well-known";

    /// <summary>The path of the issuer that stands for a cluster's workload identity.</summary>
    internal const string WorkloadPath = "federation";

    /// <summary>The path of Azure Pipelines' issuer; as there, the organization's id is behind it.</summary>
    internal const string PipelinesPath = "vstoken";

    /// <summary>The path of GitHub Actions' issuer.</summary>
    internal const string GitHubPath = "actions-token";

    /// <summary>The id of the organization <c>contoso</c>.</summary>
    internal const string OrganizationId = "3c1f9e0a-0000-4000-8000-0f2a6c1b5d77";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    internal string Workload => At(WorkloadPath);

    internal string Pipelines => At($"{PipelinesPath}/{OrganizationId}");

    internal string GitHub => At(GitHubPath);

    internal IEnumerable<string> All => [Workload, Pipelines, GitHub];

    internal string Issue(string issuer, string subject, string audience, TimeSpan? lifetime = null) =>
        tokens.IssueFederated(issuer, subject, audience, time.GetUtcNow(), lifetime ?? Lifetime);

    private string At(string path) => new Uri(tokens.LoginEndpoint, path).AbsoluteUri;
}
