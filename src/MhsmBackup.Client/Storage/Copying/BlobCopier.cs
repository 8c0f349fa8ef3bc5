using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>
/// Has the destination's account fetch one blob: in one request up to 256 MiB, else block by block. When a call returns, that
/// much is copied: nothing runs on in the background. https://learn.microsoft.com/rest/api/storageservices/copy-blob-from-url
/// and put-block-from-url.
/// </summary>
internal sealed class BlobCopier(CopySource source, StorageContainer destination, string sourceFolder, string destinationFolder, int blobsOfBackup, bool isForced)
{
    /// <summary>The largest blob that one request copies.</summary>
    internal const long LargestWhole = 256L * 1024 * 1024;

    private const long BlockSize = 100L * 1024 * 1024;

    /// <summary>Copies a blob.</summary>
    /// <returns>False when another copy has put a blob there meanwhile: whether it is the same shows when all are compared.</returns>
    /// <exception cref="RequestFailedException">Storage refused.</exception>
    public async Task<bool> CopyAsync(SourceBlob blob, CancellationToken cancellationToken)
    {
        BlockBlobClient target = destination.Client.GetBlockBlobClient($"{destinationFolder}/{blob.Name}");
        Dictionary<string, string> metadata = BackupMarks.OfCopy(blob.Metadata, blobsOfBackup, blob.ETag.ToString());
        // What is there is never overwritten unasked: a backup does not change.
        BlobRequestConditions? conditions = isForced ? null : new BlobRequestConditions { IfNoneMatch = ETag.All };
        try
        {
            if (blob.Size <= LargestWhole) await CopyWholeAsync(blob, target, metadata, conditions, cancellationToken).ConfigureAwait(false);
            else await CopyBlocksAsync(blob, target, metadata, conditions, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (!isForced && e.ErrorCode is "BlobAlreadyExists" or "ConditionNotMet" or "TargetConditionNotMet" && e.Status is 409 or 412)
        {
            return false;
        }
    }

    private async Task CopyWholeAsync(SourceBlob blob, BlockBlobClient target, Dictionary<string, string> metadata, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        var options = new BlobCopyFromUriOptions
        {
            Metadata = metadata,
            DestinationConditions = conditions,
            SourceConditions = new BlobRequestConditions { IfMatch = blob.ETag },
            SourceAuthentication = await source.AuthorizeAsync(cancellationToken).ConfigureAwait(false),
        };
        await target.SyncCopyFromUriAsync(source.AddressOf($"{sourceFolder}/{blob.Name}"), options, cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyBlocksAsync(SourceBlob blob, BlockBlobClient target, Dictionary<string, string> metadata, BlobRequestConditions? conditions, CancellationToken cancellationToken)
    {
        Uri address = source.AddressOf($"{sourceFolder}/{blob.Name}");
        var ids = new List<string>();
        for (long at = 0; at < blob.Size; at += BlockSize)
        {
            string id = Convert.ToBase64String(Encoding.ASCII.GetBytes($"{ids.Count:D6}"));
            var options = new StageBlockFromUriOptions
            {
                SourceRange = new HttpRange(at, Math.Min(BlockSize, blob.Size - at)),
                SourceConditions = new RequestConditions { IfMatch = blob.ETag },
                SourceAuthentication = await source.AuthorizeAsync(cancellationToken).ConfigureAwait(false),
            };
            await target.StageBlockFromUriAsync(address, id, options, cancellationToken).ConfigureAwait(false);
            ids.Add(id);
        }

        var commit = new CommitBlockListOptions { Metadata = metadata, Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentHash = blob.Md5, ContentType = blob.ContentType } };
        await target.CommitBlockListAsync(ids, commit, cancellationToken).ConfigureAwait(false);
    }
}
