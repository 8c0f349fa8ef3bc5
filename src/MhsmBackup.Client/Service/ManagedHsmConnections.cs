using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;
using MhsmBackup.Keys;
using MhsmBackup.Service.Transport;

namespace MhsmBackup.Service;

/// <summary>The clients of any number of HSMs that one caller speaks to, one for each.</summary>
public sealed class ManagedHsmConnections
{
    private readonly Dictionary<ManagedHsmAddress, IManagedHsmBackupClient> _clients = [];
    private readonly Dictionary<ManagedHsmAddress, IManagedHsmKeyClient> _keys = [];
    private readonly Func<ManagedHsmCloud, MhsmIdentity> _identityOf;
    private readonly ManagedHsmCloud _cloud;
    private readonly ManagedHsmClientOptions _options;

    /// <summary>Prepares connections; nothing is sent.</summary>
    /// <param name="identityOf">Who calls the HSMs of a cloud.</param>
    /// <param name="cloud">The cloud of HSMs that are given by name; null lets AZURE_AUTHORITY_HOST decide.</param>
    /// <param name="apiVersion">The api-version of every request; null for the default.</param>
    /// <param name="stopStarting">Once it is canceled no start is sent any more.</param>
    public ManagedHsmConnections(
        Func<ManagedHsmCloud, MhsmIdentity> identityOf, ManagedHsmCloud? cloud = null, ManagedHsmApiVersion? apiVersion = null, CancellationToken stopStarting = default)
    {
        _identityOf = identityOf;
        _cloud = cloud ?? ManagedHsmCloud.OfEnvironment();
        _options = new ManagedHsmClientOptions { ApiVersion = apiVersion ?? ManagedHsmApiVersion.Default, Cloud = _cloud, StopStarting = stopStarting };
    }

    /// <summary>Reads a name or URL of an HSM, with the caller's cloud.</summary>
    /// <param name="nameOrUrl">What the user gave.</param>
    /// <exception cref="MhsmInputException">See <see cref="ManagedHsmAddress.Parse"/>; or <see cref="MhsmErrorId.CloudMismatch"/>.</exception>
    public ManagedHsmAddress Find(string? nameOrUrl)
    {
        ManagedHsmAddress hsm = ManagedHsmAddress.Parse(nameOrUrl, _cloud);
        // Also under -WhatIf it is said that nobody of this cloud is signed in.
        _ = _identityOf(hsm.Cloud ?? _cloud);
        return hsm;
    }

    /// <summary>The client of an HSM.</summary>
    /// <param name="hsm">The HSM.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.CloudMismatch"/>.</exception>
    public IManagedHsmBackupClient For(ManagedHsmAddress hsm)
    {
        lock (_clients)
        {
            if (_clients.TryGetValue(hsm, out IManagedHsmBackupClient? known)) return known;
            var client = new ManagedHsmBackupClient(hsm, _identityOf(hsm.Cloud ?? _cloud).Credential, _options);
            _clients.Add(hsm, client);
            return client;
        }
    }

    /// <summary>The keys of an HSM.</summary>
    /// <param name="hsm">The HSM.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.CloudMismatch"/>.</exception>
    public IManagedHsmKeyClient KeysOf(ManagedHsmAddress hsm)
    {
        lock (_clients)
        {
            if (_keys.TryGetValue(hsm, out IManagedHsmKeyClient? known)) return known;
            var client = new ManagedHsmKeyClient(hsm, _identityOf(hsm.Cloud ?? _cloud).Credential, _options, HsmPipeline.TransportTo(hsm.IsLoopback));
            _keys.Add(hsm, client);
            return client;
        }
    }

    /// <summary>
    /// Gets the token that a call to an HSM needs, so that the call itself is one request and is not begun when the token is
    /// no longer waited for. Nothing is done for a host of no known cloud, which is first asked what it is.
    /// </summary>
    /// <param name="hsm">The HSM.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="MhsmAuthenticationException">Nobody could be signed in.</exception>
    public async Task SignInForAsync(ManagedHsmAddress hsm, CancellationToken cancellationToken)
    {
        if (hsm.Cloud is null && !hsm.IsLoopback) return;
        await _identityOf(hsm.Cloud ?? _cloud).SignInAsync(cancellationToken).ConfigureAwait(false);
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
