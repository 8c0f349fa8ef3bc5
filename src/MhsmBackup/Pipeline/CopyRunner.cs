using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Copying;

namespace MhsmBackup.Pipeline;

/// <summary>Copies backups side by side, writes each result as it ends and shows how far they are.</summary>
internal sealed class CopyRunner : IDisposable
{
    private const int MaxConcurrentBackups = 2;
    private const int ProgressId = 0x4D49;

    private readonly PipelineQueue _queue;
    private readonly CancellationToken _stopping;
    private readonly SemaphoreSlim _places = new(MaxConcurrentBackups);
    private readonly List<(BackupCopier Copier, CopyProgress Progress)> _running = [];
    private readonly Timer? _timer;
    private int _shown;

    /// <summary>Shows progress, where somebody can watch it.</summary>
    public CopyRunner(PipelineQueue queue, bool isWatched, CancellationToken stopping)
    {
        _queue = queue;
        _stopping = stopping;
        if (isWatched) _timer = new Timer(_ => Show(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>Copies one.</summary>
    public async Task RunAsync(BackupCopier copier, CopyProgress progress)
    {
        await _places.WaitAsync(_stopping).ConfigureAwait(false);
        lock (_running) _running.Add((copier, progress));
        try
        {
            MhsmBackupCopy copy = await copier.CopyAsync(_stopping).ConfigureAwait(false);
            _queue.Post(cmdlet => cmdlet.WriteObject(copy));
            Forget(copier);
        }
        catch (Exception e) when (!_stopping.IsCancellationRequested)
        {
            _queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, copier.SourceUri)));
            Forget(copier);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>What was being copied when the pipeline was stopped, in words.</summary>
    public IReadOnlyList<string> Unfinished()
    {
        lock (_running) return [.. _running.Select(each => $"{each.Copier.SourceUri} ({each.Progress.Copied + each.Progress.Skipped} of {each.Progress.Blobs} blobs are at {each.Copier.DestinationUri})")];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _places.Dispose();
    }

    private void Forget(BackupCopier copier)
    {
        lock (_running) _running.RemoveAll(each => each.Copier == copier);
        if (_timer is not null) Show();
    }

    private void Show()
    {
        (BackupCopier Copier, CopyProgress Progress)[] running;
        lock (_running) running = [.. _running];
        for (int i = 0; i < running.Length; i++)
        {
            CopyProgress progress = running[i].Progress;
            string size = string.Format(CultureInfo.InvariantCulture, "{0:N0} of {1:N0} bytes", progress.Bytes, progress.Size);
            Write(new ProgressRecord(ProgressId + i, $"Copying {running[i].Copier.SourceUri}", $"{progress.Copied + progress.Skipped} of {progress.Blobs} blobs, {size}")
            {
                PercentComplete = progress.Size == 0 ? 0 : (int)(100 * progress.Bytes / progress.Size),
            });
        }

        int before = Interlocked.Exchange(ref _shown, running.Length);
        for (int i = running.Length; i < before; i++)
            Write(new ProgressRecord(ProgressId + i, "Copying backups", "ended") { RecordType = ProgressRecordType.Completed });
    }

    private void Write(ProgressRecord record) => _queue.Post(cmdlet => cmdlet.WriteProgress(record));
}
