using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Storage.Removal;

/// <summary>In which order the blobs of a backup are deleted.</summary>
internal static class RemovalOrder
{
    /// <summary>
    /// The newest-written first, so that a manifest, which is written last, goes first; the one written first last, unless an
    /// earlier removal has marked another. What was never written to its end goes before that last one, which is marked.
    /// </summary>
    public static RemovableBlob[] Of(IEnumerable<RemovableBlob> blobs)
    {
        ILookup<bool, RemovableBlob> byState = blobs.ToLookup(blob => blob.IsCommitted);
        RemovableBlob[] committed = Sort(byState[true]);
        int others = Math.Max(0, committed.Length - 1);
        return [.. committed.Take(others), .. Sort(byState[false]), .. committed.Skip(others)];
    }

    private static RemovableBlob[] Sort(IEnumerable<RemovableBlob> blobs) => [.. blobs
        .OrderBy(blob => BackupMarks.IsBeingRemoved(blob.Item.Metadata))
        .ThenByDescending(blob => blob.Item.Properties.LastModified)
        // Storage's times are whole seconds.
        .ThenByDescending(blob => blob.Name.EndsWith("/" + BackupContents.Manifest, StringComparison.Ordinal))
        .ThenByDescending(blob => blob.Name, StringComparer.Ordinal)];
}
