using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Removal;

/// <summary>
/// Removes one backup: marks the blob that goes last, deletes the newest-written one (a manifest, where there is one), then the
/// others, then the marked one. While one is left the backup shows as one whose removal has begun; running it again ends it. What
/// cannot be marked is left whole.
/// </summary>
internal sealed class BackupRemover(BackupPlace place, RemovalProgress progress, Action<string> tell, CancellationToken cancellationToken)
{
    private const int MaxConcurrentDeletes = 8;

    private readonly ConcurrentQueue<MhsmRemovalFailure> _failures = new();
    private RemovableBlob? _marked;

    /// <summary>Removes it.</summary>
    /// <exception cref="MhsmStorageException">Storage refused before anything was deleted.</exception>
    public async Task<MhsmRemoval> RemoveAsync()
    {
        RemovableBlob[] blobs = RemovalOrder.Of(await RemovalListing.ReadAsync(place, cancellationToken).ConfigureAwait(false));
        progress.Found = blobs.Length;
        RemovalRefusal.ThrowIfProtected(place, blobs, RemovalClock.UtcNow());
        if (blobs.Length > 0) await DeleteAllAsync(blobs).ConfigureAwait(false);
        return new MhsmRemoval
        {
            HsmName = place.Name.HsmName,
            Time = place.Name.Time,
            Removed = _failures.IsEmpty,
            BlobsRemoved = progress.Blobs,
            BytesRemoved = progress.Bytes,
            Failures = [.. _failures.OrderBy(failure => failure.Blob, StringComparer.Ordinal)],
            BackupFolder = place.Folder,
            ContainerUri = place.Container.Address.Uri,
        };
    }

    private async Task DeleteAllAsync(RemovableBlob[] blobs)
    {
        blobs = await MarkAsync(blobs).ConfigureAwait(false);
        RemovableBlob last = blobs[blobs.Length - 1];
        // The first goes alone: what refuses it for lack of a right would refuse all the others, and nothing is deleted yet.
        if (blobs.Length > 1) await DeleteFirstAsync(blobs[0]).ConfigureAwait(false);

        using var places = new SemaphoreSlim(MaxConcurrentDeletes);
        await Task.WhenAll(blobs.Skip(1).Take(blobs.Length - 2).Select(async blob =>
        {
            await places.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (await TryDeleteAsync(blob).ConfigureAwait(false) is RequestFailedException refused) Fail(blob, refused);
            }
            finally
            {
                places.Release();
            }
        })).ConfigureAwait(false);

        if (_failures.IsEmpty && await TryDeleteAsync(last).ConfigureAwait(false) is RequestFailedException kept)
        {
            if (blobs.Length == 1 && RemovalRefusal.IsOfAll(kept)) await StopAsync(kept).ConfigureAwait(false);
            Fail(last, kept);
        }
    }

    private async Task DeleteFirstAsync(RemovableBlob first)
    {
        if (await TryDeleteAsync(first).ConfigureAwait(false) is not RequestFailedException refused) return;
        if (RemovalRefusal.IsOfAll(refused)) await StopAsync(refused).ConfigureAwait(false);
        Fail(first, refused);
    }

    // Nothing was deleted, so the mark would say what is not so.
    private async Task StopAsync(RequestFailedException refused)
    {
        if (_marked is not null)
        {
            try
            {
                await place.Container.Client.GetBlobClient(_marked.Name).SetMetadataAsync(_marked.Item.Metadata, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e)
            {
                tell($"The mark of {place.Folder} could not be taken back: {StorageFailure.WordsOf(e)}");
            }
        }

        throw StorageFailure.Explain(refused, place.Container, $"freed of {place.Folder}");
    }

    // A single blob is there or it is not, and what has no written blob is no whole backup: neither needs a mark.
    private async Task<RemovableBlob[]> MarkAsync(RemovableBlob[] blobs)
    {
        while (blobs.Length > 1)
        {
            RemovableBlob last = blobs[blobs.Length - 1];
            if (!last.IsCommitted || BackupMarks.IsBeingRemoved(last.Item.Metadata)) return blobs;
            if (await TryMarkAsync(last).ConfigureAwait(false))
            {
                _marked = last;
                return blobs;
            }

            // It is gone meanwhile, so another one goes last.
            blobs = RemovalOrder.Of(blobs.Where(blob => blob != last));
        }

        return blobs;
    }

    private async Task<bool> TryMarkAsync(RemovableBlob last)
    {
        try
        {
            await place.Container.Client.GetBlobClient(last.Name).SetMetadataAsync(BackupMarks.OfRemoval(last.Item.Metadata), cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode != "ContainerNotFound")
        {
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw StorageFailure.Explain(e, place.Container, $"freed of {place.Folder}, which has to be marked first,");
        }
    }

    private async Task<RequestFailedException?> TryDeleteAsync(RemovableBlob blob)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (!blob.IsCommitted) await CommitEmptyAsync(blob).ConfigureAwait(false);
            await place.Container.Client.GetBlobClient(blob.Name).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions: null, cancellationToken).ConfigureAwait(false);
            progress.Add(blob.Item.Properties.ContentLength ?? 0);
            return null;
        }
        catch (RequestFailedException e) when (e.Status == 404 && e.ErrorCode != "ContainerNotFound")
        {
            return null; // gone meanwhile
        }
        catch (RequestFailedException e) when (e.Status > 0)
        {
            return e;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            MhsmException explained = StorageFailure.Explain(e, place.Container, $"freed of {blob.Name}");
            return new RequestFailedException(0, explained.Message, explained);
        }
    }

    // Blocks that were never committed cannot be deleted; committing none of them drops them. If it stays, it shows as what it is.
    private async Task CommitEmptyAsync(RemovableBlob blob)
    {
        var options = new CommitBlockListOptions { Metadata = BackupMarks.OfRemoval(new Dictionary<string, string>()) };
        await place.Container.Client.GetBlockBlobClient(blob.Name).CommitBlockListAsync([], options, cancellationToken).ConfigureAwait(false);
    }

    private void Fail(RemovableBlob blob, RequestFailedException refused)
    {
        string hint = blob.IsCommitted ? string.Empty : " It was never written to its end: storage itself drops its blocks a week after the last one was written.";
        _failures.Enqueue(new MhsmRemovalFailure(blob.Name, refused.ErrorCode, StorageFailure.WordsOf(refused) + hint));
    }
}
