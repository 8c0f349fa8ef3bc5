using System.Collections.Concurrent;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Retention;

namespace MhsmBackup.Storage.Removal;

/// <summary>Looks at each backup once, however often it is asked for, and finds the newest complete one of an HSM.</summary>
internal sealed class BackupInspections(CancellationToken cancellationToken) : IDisposable
{
    private readonly SemaphoreSlim _places = new(32);
    private readonly ConcurrentDictionary<string, Lazy<Task<MhsmStoredBackup>>> _inspected = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<MhsmStoredBackup?>>> _newest = new(StringComparer.Ordinal);

    /// <summary>A backup, with what its blobs tell. One of more than 5,000 blobs is read to its end.</summary>
    public Task<MhsmStoredBackup> InspectAsync(BackupPlace place) =>
        _inspected.GetOrAdd(Key(place), _ => new Lazy<Task<MhsmStoredBackup>>(() => ReadAsync(place))).Value;

    /// <summary>The newest complete backup of the HSM in the folder that the backup lies in; null when there is none.</summary>
    /// <remarks>Asks storage once for each HSM and folder: two listings by name, then from the newest down until one is complete.</remarks>
    public Task<MhsmStoredBackup?> FindNewestAsync(BackupPlace place)
    {
        int slash = place.Folder.LastIndexOf('/');
        string parent = slash < 0 ? string.Empty : place.Folder.Substring(0, slash);
        string key = $"{place.Container.Address.Uri}\n{parent}\n{place.Name.HsmName.ToLowerInvariant()}";
        return _newest.GetOrAdd(key, _ => new Lazy<Task<MhsmStoredBackup?>>(() => SearchAsync(place, parent))).Value;
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private async Task<MhsmStoredBackup?> SearchAsync(BackupPlace place, string parent)
    {
        Connection.StorageContainer container = place.Container.At(parent.Length == 0 ? null : parent);
        IReadOnlyList<BackupPlace> all = await BackupCatalogue.FindAsync(container, new BackupFilter { HsmNames = [place.Name.HsmName] }, cancellationToken).ConfigureAwait(false);
        foreach (BackupPlace candidate in all.OrderByDescending(each => each.Name.Time).ThenByDescending(each => each.Folder, StringComparer.Ordinal))
        {
            MhsmStoredBackup backup = await InspectAsync(candidate).ConfigureAwait(false);
            if (backup.Counts(RemovalClock.UtcNow())) return backup;
        }

        return null;
    }

    private async Task<MhsmStoredBackup> ReadAsync(BackupPlace place)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            MhsmStoredBackup backup = await BackupInspector.InspectAsync(place, isDetailed: false, cancellationToken).ConfigureAwait(false);
            return backup.State == MhsmBackupState.Unchecked
                ? await BackupInspector.InspectAsync(place, isDetailed: true, cancellationToken).ConfigureAwait(false)
                : backup;
        }
        finally
        {
            _places.Release();
        }
    }

    private static string Key(BackupPlace place) => $"{place.Container.Address.Uri}\n{place.Folder}";
}
