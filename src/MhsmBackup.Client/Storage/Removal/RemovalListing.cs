using Azure.Storage.Blobs.Models;
using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Storage.Removal;

/// <summary>Lists all blobs of a backup, those as well that were never written to their end.</summary>
internal static class RemovalListing
{
    /// <summary>Lists them, in no order: one listing, and a second one where a blob without content may be one of blocks alone.</summary>
    /// <exception cref="Errors.MhsmStorageException">Storage refused, or could not be reached.</exception>
    public static async Task<IReadOnlyList<RemovableBlob>> ReadAsync(BackupPlace place, CancellationToken cancellationToken)
    {
        List<BlobItem> all = await ListAsync(place, BlobStates.Uncommitted, cancellationToken).ConfigureAwait(false);
        if (!all.Any(MayBeUncommitted)) return [.. all.Select(blob => new RemovableBlob(blob, IsCommitted: true))];

        // A listing does not tell them apart: what a listing of the written ones has not is unfinished.
        List<BlobItem> written = await ListAsync(place, BlobStates.None, cancellationToken).ConfigureAwait(false);
        var names = new HashSet<string>(written.Select(blob => blob.Name), StringComparer.Ordinal);
        return [.. all.Select(blob => new RemovableBlob(blob, !MayBeUncommitted(blob) || names.Contains(blob.Name)))];
    }

    private static bool MayBeUncommitted(BlobItem blob) => (blob.Properties.ContentLength ?? 0) == 0 && !BackupMarks.IsFolder(blob.Metadata);

    private static Task<List<BlobItem>> ListAsync(BackupPlace place, BlobStates states, CancellationToken cancellationToken) => place.Container.CallAsync(
        async client =>
        {
            const BlobTraits Traits = BlobTraits.Metadata | BlobTraits.ImmutabilityPolicy | BlobTraits.LegalHold;
            var blobs = new List<BlobItem>();
            await foreach (BlobItem blob in client.GetBlobsAsync(Traits, states, place.Folder + "/", cancellationToken).ConfigureAwait(false)) blobs.Add(blob);
            return blobs;
        },
        "listed",
        cancellationToken);
}
