namespace MhsmBackup.Identity;

/// <summary>How somebody signs in.</summary>
public enum SignInMethod
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A person, in a browser on this machine.</summary>
    Interactive,

    /// <summary>A person, in a browser anywhere, with a code that is shown here.</summary>
    DeviceCode,

    /// <summary>The managed identity of this Azure resource, system-assigned or user-assigned.</summary>
    ManagedIdentity,

    /// <summary>A service principal with a secret.</summary>
    ClientSecret,

    /// <summary>A service principal with a certificate.</summary>
    ClientCertificate,

    /// <summary>Workload identity federation with a token that another issuer keeps in a file.</summary>
    FederatedToken,

    /// <summary>A service connection of Azure Pipelines with workload identity federation.</summary>
    AzurePipelines,

    /// <summary>Workload identity federation with the token of a GitHub Actions workflow.</summary>
    GitHubActions,

    /// <summary>An access token that was given.</summary>
    AccessToken,

    /// <summary>Whoever is signed in to the az CLI.</summary>
    AzureCli,

    /// <summary>Whoever is signed in to Az PowerShell in this session.</summary>
    AzurePowerShell,
}
