using System.Collections.Concurrent;
using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Storage.Copying;

/// <summary>Does what a plan says: the blobs side by side, the last one after all others.</summary>
internal sealed class CopyRun(CopyPlan plan, BlobCopier blobs, StorageContainer source, StorageContainer destination, SemaphoreSlim places, CopyProgress progress)
{
    private readonly ConcurrentDictionary<string, MhsmException> _failed = new(StringComparer.Ordinal);

    /// <summary>Copies what is missing.</summary>
    /// <exception cref="MhsmException">What went wrong; one failed blob does not stop the others, but the last one.</exception>
    public async Task CopyAllAsync(Uri folder, CancellationToken cancellationToken)
    {
        await MarkAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(plan.Source.Take(plan.Count - 1).Select(blob => CopyAsync(blob, cancellationToken))).ConfigureAwait(false);
        if (_failed.IsEmpty) await CopyAsync(plan.Source[plan.Count - 1], cancellationToken).ConfigureAwait(false);
        if (_failed.IsEmpty) return;

        string[] names = [.. _failed.Keys.OrderBy(name => name, StringComparer.Ordinal)];
        MhsmException first = _failed[names[0]];
        // What says what to do is not buried under what has only not been copied.
        string[] telling = [MhsmErrorId.CopyConflict, MhsmErrorId.BackupArchived, MhsmErrorId.BackupChanged];
        MhsmException? cause = _failed.Values.FirstOrDefault(failure => telling.Contains(failure.ErrorId));
        throw new MhsmException(
            cause?.ErrorId ?? MhsmErrorId.CopyIncomplete,
            $"{folder} lacks {CopyPlan.Blobs(names)} of {plan.Count}: {(cause ?? first).Message}{Environment.NewLine}"
            + $"{progress.Blobs} of {plan.Count} are there and stay; the same command copies the rest.",
            cause ?? first);
    }

    // From the first blob that is overwritten to the last one the destination is a mix of two backups.
    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        if (plan.ToMark is not BackupBlob blob || BackupMarks.IsBeingOverwritten(plan.There[blob.Name].Metadata)) return;
        try
        {
            plan.Replace(await blobs.MarkOverwrittenAsync(plan.There[blob.Name], cancellationToken).ConfigureAwait(false));
        }
        catch (RequestFailedException e) when (CopyFailure.IsThere(e))
        {
            throw new MhsmException(MhsmErrorId.CopyConflict, $"{blob.Name} was written meanwhile. Nothing has been copied.", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw e as MhsmException ?? CopyFailure.Explain(e, source, destination);
        }
    }

    private async Task CopyAsync(BackupBlob blob, CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CopyOrSkipAsync(blob, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _failed[blob.Name] = e as MhsmException ?? CopyFailure.Explain(e, source, destination);
        }
        finally
        {
            places.Release();
        }
    }

    private async Task CopyOrSkipAsync(BackupBlob blob, CancellationToken cancellationToken)
    {
        if (plan.IsThere(blob))
        {
            if (plan.IsMarkedOtherwise(blob)) await blobs.MarkAsync(blob, plan.There[blob.Name].ETag, cancellationToken).ConfigureAwait(false);
            progress.AddSkipped(blob.Size);
            return;
        }

        ETag? replaced = plan.There.TryGetValue(blob.Name, out BackupBlob? other) ? other.ETag : null;
        try
        {
            await blobs.CopyAsync(blob, replaced, progress.AddBytes, cancellationToken).ConfigureAwait(false);
            progress.AddCopied();
        }
        catch (RequestFailedException e) when (CopyFailure.IsThere(e))
        {
            // Another copy was faster, or an answer was lost and the request sent again.
            if (!await blobs.IsThereAsync(blob, cancellationToken).ConfigureAwait(false))
                throw new MhsmException(MhsmErrorId.CopyConflict, $"{blob.Name} was written meanwhile, and is not what the source has.", e);
            progress.AddSkipped(blob.Size);
        }
    }
}
