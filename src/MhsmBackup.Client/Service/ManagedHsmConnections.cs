using System.Security;
using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;

namespace MhsmBackup.Service;

/// <summary>The clients of any number of HSMs that one caller speaks to, one for each.</summary>
public sealed class ManagedHsmConnections
{
    private readonly Dictionary<ManagedHsmAddress, IManagedHsmBackupClient> _clients = [];
    private readonly AccessTokenCredential? _given;
    private readonly ManagedHsmCloud _cloud;
    private readonly ManagedHsmClientOptions _options;

    /// <summary>Checks what the caller chose; nothing is sent.</summary>
    /// <param name="accessToken">A token that the user gave; null to look in the environment.</param>
    /// <param name="cloud">The cloud of HSMs that are given by name; null lets AZURE_AUTHORITY_HOST decide.</param>
    /// <param name="apiVersion">The api-version of every request; null for the default.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidApiVersion"/>, or the token cannot serve: see <see cref="AccessTokenCredential.Parse"/>.
    /// </exception>
    public ManagedHsmConnections(SecureString? accessToken = null, ManagedHsmCloud? cloud = null, string? apiVersion = null)
    {
        _cloud = cloud ?? ManagedHsmCloud.OfEnvironment();
        _given = accessToken is null ? null : AccessTokenCredential.Parse(accessToken, DateTimeOffset.UtcNow);
        _options = new ManagedHsmClientOptions
        {
            ApiVersion = apiVersion is null ? ManagedHsmApiVersion.Default : ManagedHsmApiVersion.Parse(apiVersion),
        };
    }

    /// <summary>Reads a name or URL of an HSM, with the caller's cloud.</summary>
    /// <param name="nameOrUrl">What the user gave.</param>
    /// <exception cref="MhsmInputException">See <see cref="ManagedHsmAddress.Parse"/>.</exception>
    public ManagedHsmAddress Find(string? nameOrUrl) => ManagedHsmAddress.Parse(nameOrUrl, _cloud);

    /// <summary>The client of an HSM.</summary>
    /// <param name="hsm">The HSM.</param>
    public IManagedHsmBackupClient For(ManagedHsmAddress hsm)
    {
        lock (_clients)
        {
            if (_clients.TryGetValue(hsm, out IManagedHsmBackupClient? known)) return known;
            TokenCredential credential = _given is null ? CredentialFactory.OfEnvironment(hsm.Cloud ?? _cloud) : _given;
            var client = new ManagedHsmBackupClient(hsm, credential, _options);
            _clients.Add(hsm, client);
            return client;
        }
    }

    /// <summary>Reads the state of a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="MhsmException">See <see cref="IManagedHsmBackupClient"/>.</exception>
    public Task<MhsmJob> ReadAsync(MhsmJob job, CancellationToken cancellationToken)
    {
        IManagedHsmBackupClient client = For(ManagedHsmAddress.Parse(job.HsmUri.AbsoluteUri));
        return job.Operation is MhsmOperation.Backup or MhsmOperation.PreBackup
            ? client.GetBackupStatusAsync(job, cancellationToken)
            : client.GetRestoreStatusAsync(job, cancellationToken);
    }
}
