using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Looks from this machine at the backup that an HSM is to read: with the SAS that it gets; where it uses its managed identity,
/// as whoever is signed in here.
/// </summary>
internal sealed class StorageLook
{
    private readonly StorageAccess _storage;
    private readonly StorageContainer? _container;
    private readonly string? _whyNot;

    /// <summary>Prepares a look on the pipeline's thread. Nothing is sent.</summary>
    /// <param name="storage">The backup, and the HSM's right to read it.</param>
    /// <param name="identityOf">Who is signed in for a cloud.</param>
    public StorageLook(StorageAccess storage, Func<ManagedHsmCloud, MhsmIdentity> identityOf)
    {
        _storage = storage;
        try
        {
            ManagedHsmCloud cloud = ManagedHsmCloud.OfBlobHost(storage.Container.Uri.Host) ?? ManagedHsmCloud.OfEnvironment();
            StorageSignIn right = storage.Sas is SasToken sas ? StorageSignIn.WithSas(sas) : StorageSignIn.WithIdentity(identityOf(cloud));
            _container = new StorageConnections().Open(storage.Container, right);
        }
        catch (MhsmException e)
        {
            _whyNot = e.Message;
        }
    }

    /// <summary>Looks.</summary>
    /// <exception cref="MhsmException">See <see cref="BackupLook.LookAsync"/>.</exception>
    public Task<BackupSight> RunAsync(CancellationToken cancellationToken) => _container is null
        ? Task.FromResult(new BackupSight { WhyNotSeen = _whyNot })
        : BackupLook.LookAsync(_container, _storage.Container.Folder!, cancellationToken);
}
