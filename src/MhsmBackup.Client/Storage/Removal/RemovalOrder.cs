using Azure.Storage.Blobs.Models;
using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Storage.Removal;

/// <summary>In which order the blobs of a backup are deleted.</summary>
internal static class RemovalOrder
{
    /// <summary>
    /// The newest-written first, so that a manifest, which is written last, goes first; the one written first last, unless an
    /// earlier removal has marked another.
    /// </summary>
    public static BlobItem[] Of(IEnumerable<BlobItem> blobs) => [.. blobs
        .OrderBy(blob => BackupMarks.IsBeingRemoved(blob.Metadata))
        .ThenByDescending(blob => blob.Properties.LastModified)
        // Storage's times are whole seconds.
        .ThenByDescending(blob => blob.Name.EndsWith("/" + BackupContents.Manifest, StringComparison.Ordinal))
        .ThenByDescending(blob => blob.Name, StringComparer.Ordinal)];
}
