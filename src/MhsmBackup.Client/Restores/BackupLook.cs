using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Restores;

/// <summary>
/// Looks at a backup in storage before a restore: three requests. The service reads storage over a network of its own, so what
/// this machine may not see or cannot reach is no reason against a restore; what it sees to be missing is.
/// </summary>
public static class BackupLook
{
    /// <summary>How long a look may take: storage that is closed to this machine may just not answer.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Looks.</summary>
    /// <param name="container">The container.</param>
    /// <param name="folder">The backup's folder in it.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="MhsmStorageException"><see cref="MhsmErrorId.ContainerNotFound"/>.</exception>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.BackupNotFound"/> or <see cref="MhsmErrorId.BackupIncomplete"/>.</exception>
    public static async Task<BackupSight> LookAsync(StorageContainer container, string folder, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await SeeAsync(container.At(folder), folder, limit.Token).ConfigureAwait(false);
        }
        catch (MhsmException e) when (IsOfThisMachine(e))
        {
            return new BackupSight { WhyNotSeen = e.Message };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new BackupSight { WhyNotSeen = $"{container.Address.Uri.Authority} did not answer this machine within {Patience.TotalSeconds:0} seconds." };
        }
    }

    private static bool IsOfThisMachine(MhsmException e) =>
        e is MhsmAuthenticationException or MhsmInputException
        || (e is MhsmStorageException && e.ErrorId is not (MhsmErrorId.ContainerNotFound or MhsmErrorId.BackupNotFound or MhsmErrorId.BackupIncomplete));

    private static async Task<BackupSight> SeeAsync(StorageContainer container, string folder, CancellationToken cancellationToken)
    {
        if (!BackupFolderName.TryParse(folder, out BackupFolderName? name))
        {
            if (!await BackupCatalogue.HasBlobsAsync(container, folder + "/", cancellationToken).ConfigureAwait(false)) throw NotFound(container.Address.At(folder));
            return new BackupSight();
        }

        Task<MhsmStoredBackup> inspecting = BackupInspector.InspectAsync(new BackupPlace(container, folder, name!), isDetailed: false, cancellationToken);
        Task<MhsmStoredBackup?> searching = FindNewerAsync(container, folder, name!, cancellationToken);
        await Task.WhenAll((Task)inspecting, searching).ConfigureAwait(false);

        MhsmStoredBackup backup = await inspecting.ConfigureAwait(false);
        if (backup.BlobCount == 0) throw NotFound(backup.BackupUri);
        if (backup.IsComplete == false)
        {
            throw new MhsmException(
                MhsmErrorId.BackupIncomplete,
                $"{backup.BackupUri} is not whole: {string.Join(" ", backup.Problems)} Restore another backup: Get-MhsmBackup {container.Address.Uri} -HsmName {backup.HsmName}");
        }

        return new BackupSight { Backup = backup, Newer = await searching.ConfigureAwait(false) };
    }

    private static async Task<MhsmStoredBackup?> FindNewerAsync(StorageContainer container, string folder, BackupFolderName name, CancellationToken cancellationToken)
    {
        int slash = folder.LastIndexOf('/');
        StorageContainer parent = container.At(slash < 0 ? null : folder.Substring(0, slash));
        IReadOnlyList<BackupPlace> all = await BackupCatalogue.FindAsync(parent, new BackupFilter { HsmNames = [name.HsmName] }, cancellationToken).ConfigureAwait(false);
        BackupPlace? newest = all.OrderByDescending(place => place.Name.Time).FirstOrDefault();
        return newest is not null && newest.Name.Time > name.Time ? newest.Named(DateTime.UtcNow) : null;
    }

    private static MhsmException NotFound(Uri backup) =>
        new(MhsmErrorId.BackupNotFound, $"{backup} has no blobs: there is no such backup. Get-MhsmBackup shows what there is.");
}
