using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Removal;

/// <summary>
/// Removes one backup: marks the blob that goes last, deletes the newest-written one (a manifest, where there is one), then the
/// others, then the marked one. While one is left the backup shows as one whose removal has begun; running it again ends it.
/// </summary>
internal sealed class BackupRemover(BackupPlace place, RemovalProgress progress, Action<string> tell, CancellationToken cancellationToken)
{
    private const int MaxConcurrentDeletes = 8;

    private readonly ConcurrentQueue<MhsmRemovalFailure> _failures = new();

    /// <summary>Removes it.</summary>
    /// <exception cref="MhsmStorageException">Storage refused before anything was deleted.</exception>
    public async Task<MhsmRemoval> RemoveAsync()
    {
        BlobItem[] blobs = RemovalOrder.Of(await ListAsync().ConfigureAwait(false));
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

    private Task<List<BlobItem>> ListAsync() => place.Container.CallAsync(
        async client =>
        {
            const BlobTraits Traits = BlobTraits.Metadata | BlobTraits.ImmutabilityPolicy | BlobTraits.LegalHold;
            var blobs = new List<BlobItem>();
            await foreach (BlobItem blob in client.GetBlobsAsync(Traits, BlobStates.None, place.Folder + "/", cancellationToken).ConfigureAwait(false)) blobs.Add(blob);
            return blobs;
        },
        "listed",
        cancellationToken);

    private async Task DeleteAllAsync(BlobItem[] blobs)
    {
        BlobItem last = blobs[blobs.Length - 1];
        bool isMarked = await MarkAsync(last).ConfigureAwait(false);
        // The first goes alone: what refuses it for lack of a right would refuse all the others, and nothing is deleted yet.
        if (blobs.Length > 1) await DeleteFirstAsync(blobs[0], last, isMarked).ConfigureAwait(false);

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
            if (blobs.Length == 1 && RemovalRefusal.IsOfAll(kept)) await StopAsync(kept, last, isMarked).ConfigureAwait(false);
            Fail(last, kept);
        }
    }

    private async Task DeleteFirstAsync(BlobItem first, BlobItem last, bool isMarked)
    {
        if (await TryDeleteAsync(first).ConfigureAwait(false) is not RequestFailedException refused) return;
        if (RemovalRefusal.IsOfAll(refused)) await StopAsync(refused, last, isMarked).ConfigureAwait(false);
        Fail(first, refused);
    }

    // Nothing was deleted, so the mark would say what is not so.
    private async Task StopAsync(RequestFailedException refused, BlobItem last, bool isMarked)
    {
        if (isMarked)
        {
            try
            {
                await place.Container.Client.GetBlobClient(last.Name).SetMetadataAsync(last.Metadata, cancellationToken: cancellationToken).ConfigureAwait(false);
            }
            catch (RequestFailedException e)
            {
                tell($"The mark of {place.Folder} could not be taken back: {StorageFailure.WordsOf(e)}");
            }
        }

        throw StorageFailure.Explain(refused, place.Container, $"freed of {place.Folder}");
    }

    private async Task<bool> MarkAsync(BlobItem last)
    {
        if (BackupMarks.IsBeingRemoved(last.Metadata)) return false;
        try
        {
            await place.Container.Client.GetBlobClient(last.Name).SetMetadataAsync(BackupMarks.OfRemoval(last.Metadata), cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return false;
        }
        catch (RequestFailedException e) when (e.Status is 401 or 403)
        {
            tell($"{place.Folder} is removed without a mark, which writing would need a right to: {StorageFailure.WordsOf(e)}");
            return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw StorageFailure.Explain(e, place.Container, $"freed of {place.Folder}");
        }
    }

    private async Task<RequestFailedException?> TryDeleteAsync(BlobItem blob)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await place.Container.Client.GetBlobClient(blob.Name).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions: null, cancellationToken).ConfigureAwait(false);
            progress.Add(blob.Properties.ContentLength ?? 0);
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

    private void Fail(BlobItem blob, RequestFailedException refused) =>
        _failures.Enqueue(new MhsmRemovalFailure(blob.Name, refused.ErrorCode, StorageFailure.WordsOf(refused)));
}
