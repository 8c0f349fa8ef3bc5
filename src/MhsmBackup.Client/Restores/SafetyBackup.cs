using MhsmBackup.Errors;
using MhsmBackup.Keys;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Restores;

/// <summary>The full backup of the destination that goes before a restore, as an earlier run may have left it.</summary>
internal static class SafetyBackup
{
    /// <summary>
    /// The newest backup of an HSM, when it is whole and younger than the service's rule is long: a run that was cut after it
    /// had taken its safety backup can be gone on with. Whether it still has all that the HSM holds, <see cref="IsCurrentAsync"/> says.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="folder">The folder in it that backups are taken into, or null.</param>
    /// <param name="hsmName">The HSM's name.</param>
    /// <param name="restored">The backup that is to be restored, which is no safety backup; null where it lies in another container.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The backup, or null.</returns>
    /// <exception cref="MhsmException">Storage may not be listed.</exception>
    public static async Task<MhsmStoredBackup?> FindAsync(StorageContainer container, string? folder, string hsmName, string? restored, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BackupLook.Patience);
        var filter = new BackupFilter { HsmNames = [hsmName], After = DateTime.UtcNow - RestoreRule.Documented, Before = MhsmStoredBackup.LatestTime(DateTime.UtcNow) };
        IReadOnlyList<BackupPlace> places = await BackupCatalogue.FindAsync(container.At(folder), filter, limit.Token).ConfigureAwait(false);
        if (places.OrderByDescending(place => place.Name.Time).FirstOrDefault() is not BackupPlace newest || newest.Folder == restored) return null;
        MhsmStoredBackup backup = await BackupInspector.InspectAsync(newest, isDetailed: false, limit.Token).ConfigureAwait(false);
        return backup.IsComplete == true ? backup : null;
    }

    /// <summary>Whether no key was made, changed or deleted since a backup was begun.</summary>
    /// <param name="keys">The HSM's keys.</param>
    /// <param name="backup">The backup.</param>
    /// <param name="cancellationToken">Ends the reads.</param>
    /// <exception cref="MhsmException">The keys may not, or cannot, be read.</exception>
    public static async Task<bool> IsCurrentAsync(IManagedHsmKeyClient keys, MhsmStoredBackup backup, CancellationToken cancellationToken)
    {
        // The service's times are whole seconds: what was changed in the second of the backup may be in it or not.
        DateTime second = new(backup.Time.Ticks - (backup.Time.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        IReadOnlyList<ManagedHsmKey>[] all = await Task.WhenAll(keys.ListAsync(cancellationToken), keys.ListDeletedAsync(cancellationToken)).ConfigureAwait(false);
        return all.SelectMany(some => some).All(key => key.Created < second && !(key.Updated >= second) && !(key.DeletedDate >= second));
    }
}
