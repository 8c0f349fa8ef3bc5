using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>Shows on a cmdlet's pipeline how a safety backup and the wait for its age go on.</summary>
internal sealed class SafeRestoreSteps(PipelineQueue queue, bool isWatched, ManagedHsmAddress hsm, Func<Func<IManagedHsmBackupClient, Task<MhsmJob>>, Task<MhsmJob>> start)
    : ISafeRestoreSteps, IDisposable
{
    private readonly int _ageId = WaitProgress.NewId();
    private readonly WaitProgress _progress = new(queue, isWatched);

    /// <summary>The safety backup that runs; null before and after.</summary>
    public MhsmJob? Running { get; private set; }

    /// <summary>The safety backup, once it has ended well.</summary>
    public MhsmJob? Taken { get; private set; }

    /// <summary>The restore that was started and is not handed over yet; null before and after.</summary>
    public MhsmJob? Restoring { get; private set; }

    /// <inheritdoc/>
    public async Task<MhsmJob> StartAsync(Func<IManagedHsmBackupClient, Task<MhsmJob>> send)
    {
        MhsmJob job = await start(send).ConfigureAwait(false);
        Seen(job);
        return job;
    }

    /// <summary>The restore is told by whoever takes it.</summary>
    public void HandedOver() => (Restoring, Taken) = (null, null);

    /// <inheritdoc/>
    public void Seen(MhsmJob job)
    {
        if (job.Operation == MhsmOperation.Backup) Running = job;
        else Restoring = job;
        _progress.Seen(job);
    }

    /// <inheritdoc/>
    public void Troubled(MhsmJob backup, Exception why) =>
        queue.Post(cmdlet => cmdlet.WriteWarning($"The state of job {backup.JobId} on {backup.HsmName} cannot be read; it is tried again. {why.Message}"));

    /// <inheritdoc/>
    public void BackedUp(MhsmJob backup)
    {
        Running = null;
        _progress.Ended(backup);
        Session.SessionJobs.Remember(backup);
        if (MhsmJobStatus.IsSucceeded(backup.Status)) Taken = backup;
        queue.Post(cmdlet => cmdlet.WriteObject(backup));
    }

    /// <inheritdoc/>
    public async Task WaitUntilAsync(DateTime time, string words, CancellationToken cancellationToken)
    {
        if (Restoring is MhsmJob refused) _progress.Ended(refused);
        Restoring = null;
        queue.Post(cmdlet => cmdlet.WriteWarning($"{hsm.Name} does not take the restore yet: it is asked for again at {UtcText.Show(time)}. {words}"));
        TimeSpan whole = time - DateTime.UtcNow;
        try
        {
            for (TimeSpan left = whole; left > TimeSpan.Zero; left = time - DateTime.UtcNow)
            {
                if (isWatched) Write(whole, left, ProgressRecordType.Processing);
                await Task.Delay(left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (isWatched) Write(whole, TimeSpan.Zero, ProgressRecordType.Completed);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _progress.Dispose();

    private void Write(TimeSpan whole, TimeSpan left, ProgressRecordType type)
    {
        int percent = whole > TimeSpan.Zero ? (int)(100 - (100 * left.TotalSeconds / whole.TotalSeconds)) : 100;
        var record = new ProgressRecord(_ageId, $"Waiting until the safety backup of {hsm.Name} is old enough", $"{left.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture)} left")
        {
            PercentComplete = Math.Min(100, Math.Max(0, percent)),
            SecondsRemaining = (int)left.TotalSeconds,
            RecordType = type,
        };
        queue.Post(cmdlet => cmdlet.WriteProgress(record));
    }
}
