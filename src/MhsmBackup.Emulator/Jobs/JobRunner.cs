using System.Collections.Concurrent;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Emulator.Jobs;

/// <summary>Runs the jobs of one HSM, one at a time.</summary>
internal sealed class JobRunner : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, HsmJob> jobs = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource stopping = new();

    // A copy, good after its source is disposed: a request may still come in while the emulator stops.
    private readonly CancellationToken stopped;
    private readonly HsmSettings settings;
    private HsmJob? current;

    internal JobRunner(HsmSettings settings)
    {
        this.settings = settings;
        stopped = stopping.Token;
    }

    internal HsmJob? Current
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    internal IReadOnlyCollection<HsmJob> All => [.. jobs.Values.OrderBy(job => job.StartTime)];

    internal HsmJob? Find(string id) => jobs.GetValueOrDefault(id);

    /// <summary>Starts a job, and waits for its end where that belongs into the start's own answer.</summary>
    /// <exception cref="ServiceException">Another job is running.</exception>
    internal async Task<HsmJob> StartAsync(HsmJobKind kind, JobOverrides overrides, Func<CancellationToken, Task<JobOutcome>> work)
    {
        HsmJob job = new(kind, settings.TimeProvider.GetUtcNow());
        if (overrides.Status is { } word && !JobStatus.IsTerminal(word))
        {
            job.Show(word, overrides.StatusDetails);
        }

        lock (gate)
        {
            if (current is not null)
            {
                throw ServiceException.Conflict($"Another {(current.IsBackup ? "backup" : "restore")} operation is in progress.");
            }

            current = job;
            jobs[job.Id] = job;
        }

        TaskCompletionSource worked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task run = Task.Run(() => RunAsync(job, overrides, work, worked));
        if (overrides.TerminalAtOnce)
        {
            await run;
        }
        else if (settings.FailAtOnce)
        {
            await Task.WhenAny(worked.Task, run);
        }

        return job;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        if (Current is { } job)
        {
            await job.Completion;
        }

        stopping.Dispose();
    }

    private async Task RunAsync(HsmJob job, JobOverrides overrides, Func<CancellationToken, Task<JobOutcome>> work, TaskCompletionSource worked)
    {
        // The end is decided first and told last, together with the place becoming free: a caller who reads a terminal status may start the next job.
        Action end;
        try
        {
            JobOutcome outcome = await WorkAsync(overrides, work);
            worked.TrySetResult();
            await HoldAsync(job, overrides);
            end = () => Finish(job, outcome);
        }
        catch (JobEndedException ended)
        {
            if (!settings.FailAtOnce)
            {
                await HoldQuietlyAsync(job, overrides);
            }

            end = () => job.End(ended.Status, ended.Details, Now());
        }
        catch (OperationCanceledException)
        {
            end = () => job.End(JobStatus.Canceled, null, Now());
        }

        lock (gate)
        {
            end();
            current = null;
        }

        job.Complete();
    }

    private void Finish(HsmJob job, JobOutcome outcome)
    {
        try
        {
            outcome.Apply?.Invoke();
            job.End(JobStatus.Succeeded, null, Now(), outcome.BackupUri);
        }
        catch (Exception failure) when (failure is ServiceException or IOException or UnauthorizedAccessException)
        {
            job.End(JobStatus.Failed, failure.Message, Now());
        }
    }

    private async Task<JobOutcome> WorkAsync(JobOverrides overrides, Func<CancellationToken, Task<JobOutcome>> work)
    {
        if (overrides.Status is { } word && JobStatus.IsTerminal(word) && word != JobStatus.Succeeded)
        {
            throw new JobEndedException(word, overrides.StatusDetails);
        }

        try
        {
            return await work(stopped);
        }
        catch (Exception failure) when (failure is JobFailedException or StorageUnavailableException or InvalidBackupException)
        {
            throw new JobEndedException(JobStatus.Failed, failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A job must end whatever happens, or the HSM would be busy for ever.
            throw new JobEndedException(JobStatus.Failed, $"InternalError: {failure.GetType().Name}");
        }
    }

    private async Task HoldAsync(HsmJob job, JobOverrides overrides)
    {
        if (!overrides.TerminalAtOnce)
        {
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            await Task.WhenAny(job.FinishRequested, Task.Delay(overrides.Duration ?? settings.JobDuration, over.Token));
            await over.CancelAsync();
            stopped.ThrowIfCancellationRequested();
        }
    }

    private async Task HoldQuietlyAsync(HsmJob job, JobOverrides overrides)
    {
        try
        {
            await HoldAsync(job, overrides);
        }
        catch (OperationCanceledException)
        {
            // The emulator stops; the job has failed before that.
        }
    }

    private DateTimeOffset Now() => settings.TimeProvider.GetUtcNow();

    private sealed class JobEndedException(string status, string? details) : Exception(details)
    {
        internal string Status { get; } = status;

        internal string? Details { get; } = details;
    }
}
