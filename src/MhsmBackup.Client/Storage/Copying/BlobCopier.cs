using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>
/// Copies one blob inside storage: nothing of it passes this machine. Up to 256 MiB in one request, which keeps all
/// properties (https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url); a larger one in blocks
/// (https://learn.microsoft.com/rest/api/storageservices/put-block-from-url). Both are over when they are answered, so nothing
/// runs on after a stop.
/// </summary>
internal sealed class BlobCopier(StorageContainer source, string sourceFolder, StorageContainer destination, string destinationFolder, int wanted)
{
    /// <summary>The largest blob that one request copies.</summary>
    public const long LargestInOne = 256L * 1024 * 1024;

    /// <summary>The usual size of a block in bytes.</summary>
    public const long UsualBlock = 128L * 1024 * 1024;

    // A blob has 50,000 blocks at most: https://learn.microsoft.com/rest/api/storageservices/understanding-block-blobs--append-blobs--and-page-blobs
    private const int MostBlocks = 50_000;

    private readonly CopySourceRight _right = new(source);

    /// <summary>The size in bytes above which a blob is copied in blocks.</summary>
    public long InBlocksAbove { get; init; } = LargestInOne;

    /// <summary>The size of a block in bytes, unless a blob would have too many of them.</summary>
    public long SizeOfBlock { get; init; } = UsualBlock;

    /// <summary>Copies a blob.</summary>
    /// <param name="blob">The blob; a source that has changed since it was listed is refused.</param>
    /// <param name="replaced">The version that may be overwritten; null when there must be none.</param>
    /// <param name="copied">Is told bytes as they are copied.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task CopyAsync(BackupBlob blob, ETag? replaced, Action<long> copied, CancellationToken cancellationToken)
    {
        var condition = replaced is ETag version ? new BlobRequestConditions { IfMatch = version } : new BlobRequestConditions { IfNoneMatch = ETag.All };
        BlockBlobClient target = destination.Client.GetBlockBlobClient($"{destinationFolder}/{blob.Name}");
        if (blob.Size > InBlocksAbove)
        {
            await CopyBlocksAsync(blob, target, condition, copied, cancellationToken).ConfigureAwait(false);
            return;
        }

        var options = new BlobCopyFromUriOptions
        {
            Metadata = MetadataOf(blob),
            AccessTier = TierOf(blob),
            SourceConditions = new BlobRequestConditions { IfMatch = blob.ETag },
            DestinationConditions = condition,
            SourceAuthentication = await _right.AuthorizeAsync(cancellationToken).ConfigureAwait(false),
        };
        await target.SyncCopyFromUriAsync(UriOf(blob), options, cancellationToken).ConfigureAwait(false);
        copied(blob.Size);
    }

    /// <summary>Notes on a blob that is there, of the same content, how many the copy is to have.</summary>
    public Task MarkAsync(BackupBlob blob, ETag version, CancellationToken cancellationToken) => destination.Client
        .GetBlobClient($"{destinationFolder}/{blob.Name}")
        .SetMetadataAsync(MetadataOf(blob), new BlobRequestConditions { IfMatch = version }, cancellationToken);

    /// <summary>Notes on a blob that is there that the backup is being overwritten.</summary>
    /// <returns>The blob as it is then.</returns>
    public async Task<BackupBlob> MarkOverwrittenAsync(BackupBlob there, CancellationToken cancellationToken)
    {
        Dictionary<string, string> metadata = BackupMarks.OfOverwrite(there.Metadata);
        BlobInfo marked = await destination.Client
            .GetBlobClient($"{destinationFolder}/{there.Name}")
            .SetMetadataAsync(metadata, new BlobRequestConditions { IfMatch = there.ETag }, cancellationToken).ConfigureAwait(false);
        return there with { Metadata = metadata, Version = marked.ETag.ToString().Trim('"') };
    }

    /// <summary>Reads whether a blob is there by now, as a copy of this one.</summary>
    public async Task<bool> IsThereAsync(BackupBlob blob, CancellationToken cancellationToken)
    {
        BlobProperties there = await destination.Client.GetBlobClient($"{destinationFolder}/{blob.Name}").GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        if (there.ContentLength != blob.Size) return false;
        return blob.Hash is byte[] own && there.ContentHash is { Length: > 0 } other
            ? own.AsSpan().SequenceEqual(other)
            : BackupMarks.SourceETagIn(there.Metadata) == blob.Version;
    }

    private async Task CopyBlocksAsync(BackupBlob blob, BlockBlobClient target, BlobRequestConditions condition, Action<long> copied, CancellationToken cancellationToken)
    {
        long size = Math.Max(SizeOfBlock, (blob.Size + MostBlocks - 1) / MostBlocks);
        // Blocks that a copy of this same version has left behind are used.
        Dictionary<string, long> staged = await StagedAsync(target, cancellationToken).ConfigureAwait(false);
        var ids = new List<string>();
        for (long offset = 0; offset < blob.Size; offset += size)
        {
            long length = Math.Min(size, blob.Size - offset);
            string id = BlockId(blob, size, ids.Count);
            ids.Add(id);
            if (!staged.TryGetValue(id, out long there) || there != length)
            {
                var block = new StageBlockFromUriOptions
                {
                    SourceRange = new HttpRange(offset, length),
                    SourceConditions = new RequestConditions { IfMatch = blob.ETag },
                    SourceAuthentication = await _right.AuthorizeAsync(cancellationToken).ConfigureAwait(false),
                };
                await target.StageBlockFromUriAsync(UriOf(blob), id, block, cancellationToken).ConfigureAwait(false);
            }

            copied(length);
        }

        BlobItemProperties own = blob.Properties;
        var options = new CommitBlockListOptions
        {
            Metadata = MetadataOf(blob),
            AccessTier = TierOf(blob),
            Conditions = condition,
            HttpHeaders = new BlobHttpHeaders
            {
                ContentType = own.ContentType,
                ContentEncoding = own.ContentEncoding,
                ContentLanguage = own.ContentLanguage,
                ContentDisposition = own.ContentDisposition,
                CacheControl = own.CacheControl,
                ContentHash = blob.Hash,
            },
        };
        await target.CommitBlockListAsync(ids, options, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Dictionary<string, long>> StagedAsync(BlockBlobClient target, CancellationToken cancellationToken)
    {
        try
        {
            BlockList blocks = await target.GetBlockListAsync(BlockListTypes.Uncommitted, cancellationToken: cancellationToken).ConfigureAwait(false);
            return blocks.UncommittedBlocks.GroupBy(block => block.Name).ToDictionary(same => same.Key, same => same.Last().SizeLong);
        }
        catch (RequestFailedException e) when (e.ErrorCode == "BlobNotFound")
        {
            return [];
        }
    }

    // The version and the block's size are in the name: a block of another one is never taken for this one. All names of a blob
    // must have one length, of 64 bytes at most.
    private static string BlockId(BackupBlob blob, long size, int number)
    {
        const int Length = 60;
        string name = $"{number:D5} {size} {blob.Version}";
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(name.PadRight(Length).Substring(0, Length)));
    }

    private Uri UriOf(BackupBlob blob) => _right.UriOf($"{sourceFolder}/{blob.Name}");

    private Dictionary<string, string> MetadataOf(BackupBlob blob) => BackupMarks.OfCopy(blob.Metadata, wanted, blob.Version);

    // A tier that nobody has chosen is that of the account, and so is the copy's.
    private static AccessTier? TierOf(BackupBlob blob) => blob.Properties.AccessTierInferred == true ? null : blob.Properties.AccessTier;
}
