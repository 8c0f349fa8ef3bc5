using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Session;

namespace MhsmBackup.Pipeline;

/// <summary>Waits for jobs on behalf of a cmdlet: writes each job as it ends, then its error if it has one.</summary>
internal sealed class JobWaiter : IDisposable
{
    private readonly MhsmCmdlet _cmdlet;
    private readonly ManagedHsmConnections _connections;
    private readonly JobWatcher _watcher;
    private readonly WaitProgress _progress;
    private readonly AfterRestore _afterRestore;
    private readonly HashSet<MhsmJob> _endedBefore = [];
    private readonly CancellationTokenSource _end;
    private readonly TimeSpan? _timeout;
    private readonly bool _any;
    private Timer? _timer;
    private Task? _running;
    private volatile bool _isTimedOut;
    private bool _isFound;

    /// <summary>Prepares a wait.</summary>
    /// <param name="cmdlet">Who waits.</param>
    /// <param name="connections">How the jobs' states are read.</param>
    /// <param name="pollInterval">A fixed time between two reads; null for the schedule.</param>
    /// <param name="timeout">How long to wait from the first job on; null for ever.</param>
    /// <param name="any">Whether the first job that ends, ends the wait.</param>
    /// <param name="stopping">Is canceled when the pipeline is stopped.</param>
    public JobWaiter(MhsmCmdlet cmdlet, ManagedHsmConnections connections, TimeSpan? pollInterval, TimeSpan? timeout, bool any, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _connections = connections;
        _timeout = timeout;
        _any = any;
        _end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _progress = new WaitProgress(cmdlet.Queue, HostConsole.IsWatched(cmdlet.Host));
        var events = new JobEvents { Updated = Updated, Ended = Ended, Troubled = Troubled, Restoring = Restoring, Lost = Lost };
        _afterRestore = new AfterRestore(cmdlet.Queue, connections, stopping);
        _watcher = new JobWatcher(ReadAsync, events, new WatchOptions { PollInterval = pollInterval }, TimeProvider.System);
    }

    /// <summary>How jobs and their ends are told.</summary>
    public JobTelling Telling { get; init; } = new();

    /// <summary>The jobs that are still waited for.</summary>
    public IReadOnlyList<MhsmJob> Waiting => _watcher.Waiting;

    /// <summary>Starts to wait for a job.</summary>
    public void Add(MhsmJob job)
    {
        SessionJobs.Remember(job);
        _progress.Seen(job);
        if (job.HasEnded)
        {
            lock (_endedBefore) _endedBefore.Add(job);
        }

        _watcher.Add(job);
        if (_running is not null) return;
        _running = Task.Run(() => _watcher.RunAsync(_end.Token));
        if (_timeout is TimeSpan timeout) _timer = new Timer(_ => TimeOut(), null, timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends when every job has ended, one has under -Any, or the time is over.</summary>
    public async Task EndAsync()
    {
        _watcher.Complete();
        try
        {
            if (_running is not null) await _running.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_isFound || _isTimedOut)
        {
            if (_isTimedOut) GiveUpTheRest();
        }
        finally
        {
            _progress.Dispose();
        }

        await _afterRestore.EndAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _progress.Dispose();
        _end.Cancel();
        _afterRestore.Dispose();
        _watcher.Dispose();
    }

    private Task<MhsmJob> ReadAsync(MhsmJob job, CancellationToken cancellationToken) => _connections.ReadAsync(job, cancellationToken);

    private void TimeOut()
    {
        _isTimedOut = true;
        _end.Cancel();
        _afterRestore.Stop();
    }

    private void GiveUpTheRest()
    {
        foreach (MhsmJob job in _watcher.Waiting) Write(job, JobVerdict.TimeoutOf(job, _timeout!.Value));
    }

    private void Updated(MhsmJob job)
    {
        SessionJobs.Remember(job);
        _progress.Seen(job);
        _cmdlet.Queue.Post(cmdlet => cmdlet.WriteVerbose(job.ToString()));
    }

    private void Ended(MhsmJob job)
    {
        SessionJobs.Remember(job);
        if (_any && !TryBeFirst()) return;
        _progress.Ended(job);
        Write(job, Telling.ErrorOf(job));
        if (!EndedBefore(job)) _afterRestore.Look(job);
        if (_any) _end.Cancel();
    }

    private bool EndedBefore(MhsmJob job)
    {
        lock (_endedBefore) return _endedBefore.Contains(job);
    }

    private bool TryBeFirst()
    {
        lock (_progress)
        {
            if (_isFound) return false;
            return _isFound = true;
        }
    }

    private void Troubled(MhsmJob job, Exception why) =>
        _cmdlet.Queue.Post(cmdlet => cmdlet.WriteWarning($"The state of job {job.JobId} on {job.HsmName} cannot be read; it is tried again. {why.Message}"));

    private void Restoring(MhsmJob job, Exception why)
    {
        _progress.Restoring(job);
        _cmdlet.Queue.Post(cmdlet =>
        {
            cmdlet.WriteWarning($"{RestoreMode.Explain(job)} It is waited for all the same.");
            cmdlet.WriteVerbose(why.Message);
        });
    }

    private void Lost(MhsmJob job, Exception why)
    {
        _progress.Ended(job);
        Write(job, why);
    }

    // The job goes first: an error that stops the pipeline must not take it along.
    private void Write(MhsmJob job, Exception? error) => _cmdlet.Queue.Post(cmdlet =>
    {
        Telling.WriteJob(cmdlet, job);
        if (error is null) return;
        try
        {
            cmdlet.WriteError(ErrorRecords.From(error, job));
        }
        catch (Exception e) when (e is RuntimeException or PipelineStoppedException)
        {
            foreach (MhsmJob other in Waiting) cmdlet.WriteWarning($"No longer waited for: {other}. {JobVerdict.ComeBackTo(other)}");
            throw;
        }
    });
}
