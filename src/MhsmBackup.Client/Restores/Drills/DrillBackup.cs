using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Restores.Drills;

/// <summary>Finds the backup that a drill restores.</summary>
internal static class DrillBackup
{
    /// <summary>The newest complete backup of an HSM, or the one that the address itself names.</summary>
    /// <param name="container">Opens the container; nothing is sent by it.</param>
    /// <param name="address">The container, and the folder if one is named.</param>
    /// <param name="hsmName">The HSM that was backed up.</param>
    /// <param name="warn">Hears of backups that are passed over, and of what this machine may not see.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.BackupNotFound"/>, <see cref="MhsmErrorId.BackupIncomplete"/>; or storage could not be read.</exception>
    public static Task<MhsmStoredBackup> FindAsync(Func<StorageContainer> container, ContainerAddress address, string hsmName, Action<string> warn, CancellationToken cancellationToken) =>
        BackupFolderName.TryParse(address.Folder, out BackupFolderName? name)
            ? TakeAsync(container, address, name!, hsmName, warn, cancellationToken)
            : FindNewestAsync(container(), hsmName, warn, cancellationToken);

    private static async Task<MhsmStoredBackup> FindNewestAsync(StorageContainer container, string hsmName, Action<string> warn, CancellationToken cancellationToken)
    {
        IReadOnlyList<BackupPlace> all = await BackupCatalogue.FindAsync(container, new BackupFilter { HsmNames = [hsmName], Before = MhsmStoredBackup.LatestTime(DateTime.UtcNow) }, cancellationToken).ConfigureAwait(false);
        foreach (BackupPlace place in all.OrderByDescending(place => place.Name.Time))
        {
            MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, isDetailed: true, cancellationToken).ConfigureAwait(false);
            if (backup.IsComplete == true) return backup;
            warn($"{backup.BackupUri} is newer and not complete: {string.Join(" ", backup.Problems)}");
        }

        throw new MhsmException(
            MhsmErrorId.BackupNotFound,
            $"{container.Address} has no complete backup of {hsmName}. See what there is: Get-MhsmBackup {container.Address}. Take one: Start-MhsmBackup {hsmName} -ContainerUri {container.Address.Uri}");
    }

    private static async Task<MhsmStoredBackup> TakeAsync(
        Func<StorageContainer> container, ContainerAddress address, BackupFolderName name, string hsmName, Action<string> warn, CancellationToken cancellationToken)
    {
        if (!name.HsmName.Equals(hsmName, StringComparison.OrdinalIgnoreCase))
        {
            throw new MhsmException(
                MhsmErrorId.BackupNotFound,
                $"{address.FolderUri} is a backup of {name.HsmName}, and {hsmName} was to be drilled. See what there is: Get-MhsmBackup {address.Uri} -HsmName {hsmName}");
        }

        string? whyNotSeen;
        try
        {
            BackupSight sight = await BackupLook.LookAsync(container(), address.Folder!, cancellationToken).ConfigureAwait(false);
            if (sight.Newer is not null) warn($"There is a newer backup of {hsmName}: {sight.Newer.BackupUri}");
            if (sight.Backup is not null) return sight.Backup;
            whyNotSeen = sight.WhyNotSeen;
        }
        catch (MhsmInputException e)
        {
            whyNotSeen = e.Message; // this machine has no right of its own; the HSM has
        }

        warn($"{address.FolderUri} was not looked at from here; the HSM reads it with its own right. {whyNotSeen}");
        return new MhsmStoredBackup
        {
            HsmName = name.HsmName,
            Time = name.Time,
            Age = DateTime.UtcNow - name.Time,
            BackupFolder = address.Folder!,
            ContainerUri = address.Uri,
            BackupUri = address.FolderUri,
        };
    }
}
