using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Retention;

namespace MhsmBackup.Storage.Removal;

/// <summary>Plans what is removed: of backups that were named, or of whole containers by a policy.</summary>
/// <param name="inspections">Looks at backups.</param>
/// <param name="report">Takes an error that concerns one backup or container; the others go on.</param>
internal sealed class RemovalPlanner(BackupInspections inspections, Action<Exception, Uri> report)
{
    /// <summary>Plans the removal of one backup that was named.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="isForced">Whether it may be the newest complete one, or one that may still be being written.</param>
    /// <returns>The plan; null for a refusal, which was reported.</returns>
    public async Task<PlannedRemoval?> PlanNamedAsync(BackupPlace place, bool isForced)
    {
        try
        {
            MhsmStoredBackup backup = await inspections.InspectAsync(place).ConfigureAwait(false);
            if (backup.BlobCount == 0) throw RemovalRefusal.NotThere(backup);
            bool isBeingWritten = backup.IsBeingWritten(RemovalClock.UtcNow());
            if (isBeingWritten && !isForced) throw RemovalRefusal.BeingWritten(backup);
            MhsmStoredBackup? newest = await inspections.FindNewestAsync(place).ConfigureAwait(false);
            bool isNewest = newest?.BackupFolder == place.Folder;
            if (isNewest && !isForced) throw RemovalRefusal.Newest(backup);
            string reason = isNewest ? "named with -Force; newest complete backup" : isBeingWritten ? "named with -Force; may still be being written" : "named";
            return new PlannedRemoval(place, MhsmRemovalPlan.Of(backup, MhsmRemovalAction.Remove, reason));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            report(e, place.Container.Address.At(place.Folder));
            return null;
        }
    }

    /// <summary>Plans a container by a policy, for each HSM by itself: one HSM's many backups must not push out another's only one.</summary>
    /// <param name="container">The container.</param>
    /// <param name="filter">Which HSMs, and whether folders are looked into.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<PlannedRemoval>> PlanAsync(StorageContainer container, BackupFilter filter, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<BackupPlace> places = await BackupCatalogue.FindAsync(container, filter, cancellationToken).ConfigureAwait(false);
            Dictionary<string, BackupPlace> byFolder = places.ToDictionary(place => place.Folder, StringComparer.Ordinal);
            MhsmStoredBackup[] backups = await Task.WhenAll(places.Select(InspectAsync)).ConfigureAwait(false);
            // Azure compares the names of HSMs without case, and so do these groups.
            return [.. backups
                .GroupBy(backup => backup.HsmName, StringComparer.OrdinalIgnoreCase)
                .OrderBy(ofHsm => ofHsm.Key, StringComparer.OrdinalIgnoreCase)
                .SelectMany(ofHsm => RetentionPlan.For(policy, ofHsm, RemovalClock.UtcNow()))
                .Select(plan => new PlannedRemoval(byFolder[plan.BackupFolder], plan))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            report(e, container.Address.FolderUri);
            return [];
        }
    }

    // One that cannot be looked at counts for nothing and is kept.
    private async Task<MhsmStoredBackup> InspectAsync(BackupPlace place)
    {
        try
        {
            return await inspections.InspectAsync(place).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            report(e, place.Container.Address.At(place.Folder));
            return place.Named(RemovalClock.UtcNow());
        }
    }
}
