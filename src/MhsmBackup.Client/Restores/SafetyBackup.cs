using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Restores;

/// <summary>The full backup of the destination that goes before a restore, as an earlier run may have left it.</summary>
internal static class SafetyBackup
{
    /// <summary>
    /// The newest backup of an HSM, when it is whole and younger than the service's rule is long: a run that was cut after it
    /// had taken its safety backup is gone on with, and the HSM is not backed up twice.
    /// </summary>
    /// <param name="container">The container.</param>
    /// <param name="folder">The folder in it that backups are taken into, or null.</param>
    /// <param name="hsmName">The HSM's name.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The backup, or null.</returns>
    /// <exception cref="MhsmException">Storage may not be listed.</exception>
    public static async Task<MhsmStoredBackup?> FindAsync(StorageContainer container, string? folder, string hsmName, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(BackupLook.Patience);
        var filter = new BackupFilter { HsmNames = [hsmName], After = DateTime.UtcNow - RestoreRule.Documented };
        IReadOnlyList<BackupPlace> places = await BackupCatalogue.FindAsync(container.At(folder), filter, limit.Token).ConfigureAwait(false);
        if (places.OrderByDescending(place => place.Name.Time).FirstOrDefault() is not BackupPlace newest) return null;
        MhsmStoredBackup backup = await BackupInspector.InspectAsync(newest, isDetailed: false, limit.Token).ConfigureAwait(false);
        return backup.IsComplete == true ? backup : null;
    }
}
