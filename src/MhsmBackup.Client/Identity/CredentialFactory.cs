using System.Collections.Concurrent;
using System.Security;
using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;
using MhsmBackup.Service;

namespace MhsmBackup.Identity;

/// <summary>Gives the credential of a call: the access token that the user gave, or what the environment holds.</summary>
public static class CredentialFactory
{
    // One for each cloud and process, so that its tokens are asked for once.
    private static readonly ConcurrentDictionary<string, TokenCredential> OfClouds = new();

    /// <summary>The credential for HSMs of a cloud.</summary>
    /// <param name="accessToken">A token that the user gave; null to look in the environment as DefaultAzureCredential does.</param>
    /// <param name="cloud">The cloud whose sign-in is used.</param>
    /// <exception cref="MhsmInputException">The token given cannot serve; see <see cref="AccessTokenCredential.Parse"/>.</exception>
    public static TokenCredential Create(SecureString? accessToken, ManagedHsmCloud cloud) => accessToken is null
        ? OfClouds.GetOrAdd(cloud.Name, _ => new SharedTokenCredential(OfEnvironment(cloud)))
        : AccessTokenCredential.Parse(accessToken, DateTimeOffset.UtcNow);

    private static DefaultAzureCredential OfEnvironment(ManagedHsmCloud cloud)
    {
        var options = new DefaultAzureCredentialOptions { AuthorityHost = cloud.AuthorityHost };
        options.AdditionallyAllowedTenants.Add("*"); // the HSM's challenge names its tenant
        return new DefaultAzureCredential(options);
    }
}
