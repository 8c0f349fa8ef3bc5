namespace MhsmBackup.Emulator.Access;

/// <summary>Tokens of another issuer that an application may sign in with. All three parts must match, in case too.</summary>
/// <param name="Issuer">The tokens' issuer: its address, or for one of the emulator's own, whose port need not be known yet, its path.</param>
/// <param name="Subject">The tokens' subject.</param>
public sealed record FederatedCredential(string Issuer, string Subject)
{
    /// <summary>The audience that Microsoft recommends for such tokens, and that its clients ask for.</summary>
    public const string DefaultAudience = "api://AzureADTokenExchange";

    /// <summary>The path of the emulator's issuer that stands for a cluster's workload identity.</summary>
    public const string WorkloadIssuer = "federation";

    /// <summary>The path of the emulator's issuer that stands for Azure Pipelines; as there, the organization's id is behind it.</summary>
    public const string PipelinesIssuer = "vstoken/3c1f9e0a-0000-4000-8000-0f2a6c1b5d77";

    /// <summary>The path of the emulator's issuer that stands for GitHub Actions.</summary>
    public const string GitHubIssuer = "actions-token";

    /// <summary>The subject of GitHub Actions' tokens: the main branch of a repository.</summary>
    public const string GitHubSubject = "repo:contoso/backups:ref:refs/heads/main";

    /// <summary>The tokens' audience.</summary>
    public string Audience { get; init; } = DefaultAudience;
}
