using Azure;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>
/// Finds the backups of a container by their folders' names: one request for each 5,000 folders, whatever lies in them.
/// https://learn.microsoft.com/rest/api/storageservices/list-blobs (a delimiter gives the folders alone).
/// </summary>
public static class BackupCatalogue
{
    private const string Delimiter = "/";

    /// <summary>Finds backups by name, in the order in which storage has them: by HSM, the oldest first.</summary>
    /// <param name="container">The container; when its address names a folder, that is where they are looked for.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="Errors.MhsmStorageException">Storage refused, or could not be reached.</exception>
    public static async Task<IReadOnlyList<BackupPlace>> FindAsync(StorageContainer container, BackupFilter filter, CancellationToken cancellationToken)
    {
        var found = new List<BackupPlace>();
        string start = container.Address.Folder is string folder ? folder + Delimiter : string.Empty;

        // The address may be that of a backup itself.
        if (BackupFolderName.TryParse(container.Address.Folder, out BackupFolderName? itself))
        {
            if (filter.Passes(itself!) && await HasBlobsAsync(container, start, cancellationToken).ConfigureAwait(false))
                found.Add(new BackupPlace(container, container.Address.Folder!, itself!));
            return found;
        }

        var prefixes = new Queue<string>(filter.Prefixes().Select(prefix => start + prefix));
        while (prefixes.Count > 0)
        {
            string prefix = prefixes.Dequeue();
            await container.CallAsync(
                async _ =>
                {
                    await foreach (string under in FoldersAsync(container, prefix, cancellationToken).ConfigureAwait(false))
                    {
                        // One slash alone: a name may hold several in a row (a//b), and the folders between them have no name.
                        string path = under.Substring(0, under.Length - Delimiter.Length);
                        if (BackupFolderName.TryParse(path, out BackupFolderName? name))
                        {
                            if (IsNameable(path) && filter.Passes(name!)) found.Add(new BackupPlace(container, path, name!));
                        }
                        else if (filter.IsRecursive)
                        {
                            prefixes.Enqueue(under);
                        }
                    }

                    return true;
                },
                "listed",
                cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    private static async IAsyncEnumerable<string> FoldersAsync(
        StorageContainer container, string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AsyncPageable<BlobHierarchyItem> items = container.Client.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.Uncommitted, Delimiter, prefix, cancellationToken);
        await foreach (BlobHierarchyItem item in items.ConfigureAwait(false))
        {
            if (item.IsPrefix) yield return item.Prefix;
        }
    }

    // Slashes around a path do not count where one is given: a backup in a folder without a name at the top of the container would
    // be taken for the one of the same name at the top itself.
    private static bool IsNameable(string path) => !path.StartsWith(Delimiter, StringComparison.Ordinal);

    /// <summary>Whether anything lies under a prefix: one request for one name.</summary>
    internal static Task<bool> HasBlobsAsync(StorageContainer container, string prefix, CancellationToken cancellationToken) => container.CallAsync(
        async client =>
        {
            AsyncPageable<BlobItem> blobs = client.GetBlobsAsync(BlobTraits.None, BlobStates.Uncommitted, prefix, cancellationToken);
            await foreach (Page<BlobItem> page in blobs.AsPages(pageSizeHint: 1).ConfigureAwait(false)) return page.Values.Count > 0;
            return false;
        },
        "listed",
        cancellationToken);
}
