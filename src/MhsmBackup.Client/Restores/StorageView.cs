using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Service;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Restores;

/// <summary>Opens a container that the service is to use, for this machine to look into: with the same SAS, else as who is signed in.</summary>
internal sealed class StorageView
{
    private readonly StorageConnections _connections = new() { NetworkTimeout = BackupLook.Patience };
    private readonly Func<ManagedHsmCloud, MhsmIdentity> _identityOf;
    private readonly ManagedHsmCloud _cloud;

    /// <summary>Prepares; nothing is sent.</summary>
    /// <param name="identityOf">Who is signed in.</param>
    /// <param name="cloud">The cloud of a container whose address names none.</param>
    public StorageView(Func<ManagedHsmCloud, MhsmIdentity> identityOf, ManagedHsmCloud cloud)
    {
        _identityOf = identityOf;
        _cloud = cloud;
    }

    /// <summary>Looks at a backup. That this machine may not or cannot is no error.</summary>
    /// <param name="storage">What the service is given.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="MhsmException">See <see cref="BackupLook.LookAsync"/>.</exception>
    public async Task<BackupSight> LookAsync(StorageAccess storage, CancellationToken cancellationToken)
    {
        StorageContainer container;
        try
        {
            container = Open(storage);
        }
        catch (MhsmException e)
        {
            return new BackupSight { WhyNotSeen = e.Message };
        }

        return await BackupLook.LookAsync(container, storage.Container.Folder!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens it.</summary>
    /// <param name="storage">What the service is given.</param>
    /// <exception cref="MhsmException">Nobody is signed in who could look.</exception>
    public StorageContainer Open(StorageAccess storage)
    {
        ContainerAddress address = storage.Container.InFolder(null);
        return _connections.Open(address, storage.Sas is SasToken sas
            ? StorageSignIn.WithSas(sas)
            : StorageSignIn.WithIdentity(_identityOf(ManagedHsmCloud.OfBlobHost(address.Uri.Host) ?? _cloud)));
    }
}
