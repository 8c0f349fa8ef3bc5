using System.Collections.Concurrent;
using Azure.Core;
using Azure.Identity;
using MhsmBackup.Service;

namespace MhsmBackup.Identity;

/// <summary>Gives the credential that the environment holds.</summary>
public static class CredentialFactory
{
    // One for each cloud and process, so that its tokens are asked for once.
    private static readonly ConcurrentDictionary<string, TokenCredential> OfClouds = new();

    /// <summary>The credential for HSMs of a cloud, as DefaultAzureCredential finds it.</summary>
    /// <param name="cloud">The cloud whose sign-in is used.</param>
    public static TokenCredential OfEnvironment(ManagedHsmCloud cloud) =>
        OfClouds.GetOrAdd(cloud.Name, _ => new SharedTokenCredential(Default(cloud)));

    private static DefaultAzureCredential Default(ManagedHsmCloud cloud)
    {
        var options = new DefaultAzureCredentialOptions { AuthorityHost = cloud.AuthorityHost };
        options.AdditionallyAllowedTenants.Add("*"); // the HSM's challenge names its tenant
        return new DefaultAzureCredential(options);
    }
}
