using System.Collections.Concurrent;
using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Removal;

namespace MhsmBackup.Pipeline;

/// <summary>Removes backups side by side, and writes each result as it ends. Errors are held until all have ended.</summary>
internal sealed class RemovalRunner(PipelineQueue queue, HeldErrors errors, bool isWatched, CancellationToken stopping)
{
    private const int MaxConcurrentBackups = 4;
    private const int ProgressId = 7_000_001;

    private readonly ConcurrentDictionary<PlannedRemoval, RemovalProgress> _running = new();
    private int _ended;

    /// <summary>Removes them.</summary>
    public async Task RunAsync(IReadOnlyCollection<PlannedRemoval> removals)
    {
        using var places = new SemaphoreSlim(MaxConcurrentBackups);
        Show(removals.Count, isDone: false);
        await Task.WhenAll(removals.Select(async removal =>
        {
            await places.WaitAsync(stopping).ConfigureAwait(false);
            try
            {
                await RemoveAsync(removal).ConfigureAwait(false);
            }
            finally
            {
                places.Release();
            }

            Interlocked.Increment(ref _ended);
            Show(removals.Count, isDone: false);
        })).ConfigureAwait(false);
        Show(removals.Count, isDone: true);
    }

    /// <summary>What is half removed, in words; empty when nothing is.</summary>
    public IEnumerable<string> HalfRemoved() => _running
        .Where(each => each.Value.Blobs > 0)
        .Select(each => string.Format(CultureInfo.InvariantCulture, "{0}: {1} of {2} blobs are deleted", UriOf(each.Key), each.Value.Blobs, each.Value.Found));

    private async Task RemoveAsync(PlannedRemoval removal)
    {
        var progress = new RemovalProgress();
        _running[removal] = progress;
        try
        {
            var remover = new BackupRemover(removal.Place, progress, text => queue.Post(cmdlet => cmdlet.WriteVerbose(text)), stopping);
            MhsmRemoval result = await remover.RemoveAsync().ConfigureAwait(false);
            queue.Post(cmdlet => cmdlet.WriteObject(result));
            if (!result.Removed) errors.Add(ErrorRecords.From(RemovalRefusal.Incomplete(result), UriOf(removal)));
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            errors.Add(ErrorRecords.From(e, UriOf(removal)));
        }

        // After a stop it stays, so that what is half removed can be told.
        _running.TryRemove(removal, out _);
    }

    private void Show(int all, bool isDone)
    {
        if (!isWatched || all == 0) return;
        int ended = Volatile.Read(ref _ended);
        queue.Post(cmdlet => cmdlet.WriteProgress(new ProgressRecord(ProgressId, "Removing backups", $"{ended} of {all} ended")
        {
            PercentComplete = 100 * ended / all,
            RecordType = isDone ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        }));
    }

    private static Uri UriOf(PlannedRemoval removal) => removal.Place.Container.Address.At(removal.Place.Folder);
}
