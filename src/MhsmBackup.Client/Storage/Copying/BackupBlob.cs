using Azure;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>A blob of a backup, as a listing tells it.</summary>
/// <param name="Name">Its path in the backup's folder.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Properties">All of its properties.</param>
/// <param name="Metadata">Its metadata.</param>
internal sealed record BackupBlob(string Name, long Size, BlobItemProperties Properties, IDictionary<string, string> Metadata)
{
    /// <summary>The version without quotes, as a copy notes it. A listing gives it so, the header of an answer in quotes.</summary>
    public string Version { get; init; } = Properties.ETag?.ToString().Trim('"') ?? string.Empty;

    /// <summary>The version as a condition takes it: in quotes.</summary>
    public ETag ETag => new($"\"{Version}\"");

    public byte[]? Hash => Properties.ContentHash is { Length: > 0 } hash ? hash : null;

    /// <summary>All blobs of a folder that were written to their end: one request for each 5,000.</summary>
    public static Task<Dictionary<string, BackupBlob>> ListAsync(StorageContainer container, string folder, CancellationToken cancellationToken) => container.CallAsync(
        async client =>
        {
            var found = new Dictionary<string, BackupBlob>(StringComparer.Ordinal);
            await foreach (BlobItem blob in client.GetBlobsAsync(BlobTraits.Metadata | BlobTraits.CopyStatus, BlobStates.None, folder + "/", cancellationToken).ConfigureAwait(false))
            {
                IDictionary<string, string> metadata = blob.Metadata ?? new Dictionary<string, string>();
                if (BackupMarks.IsFolder(metadata)) continue;
                string name = blob.Name.Substring(folder.Length + 1);
                found.Add(name, new BackupBlob(name, blob.Properties.ContentLength ?? 0, blob.Properties, metadata));
            }

            return found;
        },
        "listed",
        cancellationToken);

    /// <summary>
    /// Whether a copy holds what its source holds now: the same size, and the same MD5. Where one of the two has no MD5, the
    /// copy must have noted the version (ETag) of the source that it was made of.
    /// </summary>
    public bool IsCopiedIn(BackupBlob copy)
    {
        if (copy.Size != Size) return false;
        if (copy.Properties.CopyStatus is CopyStatus status && status != CopyStatus.Success) return false;
        return Hash is byte[] own && copy.Hash is byte[] other
            ? own.AsSpan().SequenceEqual(other)
            : BackupMarks.SourceETagIn(copy.Metadata) == Version;
    }
}
