using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>Looks at the blobs of a backup. One request for a backup of up to 5,000 blobs; for a larger one as many as -Detailed asks for.</summary>
public static class BackupInspector
{
    /// <summary>A backup of which only the name was read.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    public static MhsmStoredBackup Named(this BackupPlace place, DateTime utcNow) => new()
    {
        HsmName = place.Name.HsmName,
        Time = place.Name.Time,
        Age = utcNow - place.Name.Time,
        BackupFolder = place.Folder,
        ContainerUri = place.Container.Address.Uri,
        BackupUri = place.Container.Address.At(place.Folder),
    };

    /// <summary>Judges a backup by its blobs.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="isDetailed">
    /// Whether all of its blobs are read, however many, and compared with what the backup names itself. Else one that has more
    /// than 5,000 stays unchecked, unless one of those speaks against it.
    /// </param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Errors.MhsmStorageException">Storage refused, or could not be reached.</exception>
    public static async Task<MhsmStoredBackup> InspectAsync(BackupPlace place, bool isDetailed, CancellationToken cancellationToken)
    {
        var contents = new BackupContents(place.Folder);
        bool isCounted = await ReadAsync(place, contents, isDetailed, cancellationToken).ConfigureAwait(false);
        int uncommitted = contents.EmptyBlobs == 0 ? 0 : await CountUncommittedAsync(place, contents, isDetailed, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> missing = isDetailed && contents.ManifestBlob is string manifest
            ? await FindMissingAsync(place, manifest, cancellationToken).ConfigureAwait(false)
            : [];
        return contents.ToBackup(place, DateTime.UtcNow, contents.Problems(uncommitted, missing, isCounted), isCounted);
    }

    private static Task<bool> ReadAsync(BackupPlace place, BackupContents contents, bool isDetailed, CancellationToken cancellationToken) => place.Container.CallAsync(
        async client =>
        {
            const BlobTraits Traits = BlobTraits.Metadata | BlobTraits.CopyStatus | BlobTraits.ImmutabilityPolicy | BlobTraits.LegalHold;
            AsyncPageable<BlobItem> blobs = client.GetBlobsAsync(Traits, BlobStates.Uncommitted, place.Folder + "/", cancellationToken);
            await foreach (Page<BlobItem> page in blobs.AsPages().ConfigureAwait(false))
            {
                foreach (BlobItem blob in page.Values) contents.Add(blob);
                if (!isDetailed) return string.IsNullOrEmpty(page.ContinuationToken);
            }

            return true;
        },
        "listed",
        cancellationToken);

    // A blob that has blocks and was never written to its end is listed as an empty one. So is a blob that is meant to be empty:
    // what a listing of the written ones has not is unfinished.
    private static Task<int> CountUncommittedAsync(BackupPlace place, BackupContents contents, bool isDetailed, CancellationToken cancellationToken) => place.Container.CallAsync(
        async client =>
        {
            var committed = new BackupContents(place.Folder);
            AsyncPageable<BlobItem> blobs = client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, place.Folder + "/", cancellationToken);
            await foreach (Page<BlobItem> page in blobs.AsPages().ConfigureAwait(false))
            {
                foreach (BlobItem blob in page.Values) committed.Add(blob);
                if (!isDetailed) break;
            }

            return Math.Max(0, contents.EmptyBlobs - committed.EmptyBlobs);
        },
        "listed",
        cancellationToken);

    private static async Task<IReadOnlyList<string>> FindMissingAsync(BackupPlace place, string manifestBlob, CancellationToken cancellationToken)
    {
        string[] parts = await place.Container.CallAsync(
            async client =>
            {
                Response<BlobDownloadResult> read = await client.GetBlobClient(manifestBlob).DownloadContentAsync(cancellationToken).ConfigureAwait(false);
                return PartsOf(read.Value.Content.ToMemory());
            },
            "read",
            cancellationToken).ConfigureAwait(false);
        if (parts.Length == 0) return [];

        var missing = new HashSet<string>(parts, StringComparer.Ordinal);
        await place.Container.CallAsync(
            async client =>
            {
                await foreach (BlobItem blob in client.GetBlobsAsync(BlobTraits.None, BlobStates.None, place.Folder + "/", cancellationToken).ConfigureAwait(false))
                    missing.Remove(blob.Name.Substring(place.Folder.Length + 1));
                return true;
            },
            "listed",
            cancellationToken).ConfigureAwait(false);
        return [.. missing.OrderBy(name => name, StringComparer.Ordinal)];
    }

    private static string[] PartsOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("Parts", out JsonElement parts) && parts.ValueKind == JsonValueKind.Array
                ? [.. parts.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.String).Select(part => part.GetString()!)]
                : [];
        }
        catch (JsonException)
        {
            return []; // it is no manifest of this kind
        }
    }
}
