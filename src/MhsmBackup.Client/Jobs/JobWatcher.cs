using MhsmBackup.Errors;
using MhsmBackup.Restores;

namespace MhsmBackup.Jobs;

/// <summary>Waits for any number of jobs in one loop, with one timer. Jobs may be added while it runs.</summary>
internal sealed class JobWatcher : IDisposable
{
    private readonly Func<MhsmJob, CancellationToken, Task<MhsmJob>> _read;
    private readonly JobEvents _events;
    private readonly WatchOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random = new();
    private readonly SemaphoreSlim _signal = new(0);
    private readonly List<Watched> _watched = [];
    private readonly SortedSet<Watched> _resting = new(Comparer<Watched>.Create((x, y) => (x.Due, x.Number).CompareTo((y.Due, y.Number))));
    private int _reading;
    private long _added;
    private bool _isComplete;

    /// <summary>Creates a watcher.</summary>
    /// <param name="read">Reads a job's state.</param>
    /// <param name="events">Is told what happens.</param>
    /// <param name="options">How to watch.</param>
    /// <param name="time">The clock.</param>
    public JobWatcher(Func<MhsmJob, CancellationToken, Task<MhsmJob>> read, JobEvents events, WatchOptions options, TimeProvider time)
    {
        _read = read;
        _events = events;
        _options = options;
        _time = time;
    }

    /// <summary>The jobs that are still waited for, as they were last seen.</summary>
    public IReadOnlyList<MhsmJob> Waiting
    {
        get
        {
            lock (_watched) return [.. _watched.Select(watched => watched.Job)];
        }
    }

    /// <summary>Adds a job to wait for.</summary>
    public void Add(MhsmJob job)
    {
        DateTimeOffset now = _time.GetUtcNow();
        var watched = new Watched(job, now, Interlocked.Increment(ref _added));
        watched.Due = now + (_options.PollInterval is null && !job.HasEnded ? PollSchedule.First(watched.AgeAt(now), job.RetryAfter) : TimeSpan.Zero);
        lock (_watched)
        {
            _watched.Add(watched);
            _resting.Add(watched);
        }

        Wake();
    }

    /// <summary>Says that no more jobs will be added: <see cref="RunAsync"/> ends with the last of them.</summary>
    public void Complete()
    {
        lock (_watched) _isComplete = true;
        Wake();
    }

    /// <summary>Watches until every job has ended or is lost.</summary>
    /// <param name="cancellationToken">Ends the watching, never a job.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ITimer timer = _time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        while (true)
        {
            TimeSpan? untilNext;
            lock (_watched)
            {
                untilNext = StartDueReads(cancellationToken);
                if (_isComplete && _watched.Count == 0) return;
            }

            timer.Change(untilNext ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signal.Dispose();

    // The one that is due longest goes first, so that none starves where more are due than may be read at once.
    private TimeSpan? StartDueReads(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        while (_resting.Min is Watched next)
        {
            if (next.Due > now) return next.Due - now;
            if (_reading == _options.MaxConcurrentReads) return null;
            _resting.Remove(next);
            _reading++;
            Start(next, cancellationToken);
        }

        return null;
    }

    // On the pool: neither a listener nor a slow first step of a read may hold the loop's lock.
    private void Start(Watched watched, CancellationToken cancellationToken) =>
        _ = Task.Run(() => ReadAsync(watched, cancellationToken), CancellationToken.None);

    private async Task ReadAsync(Watched watched, CancellationToken cancellationToken)
    {
        bool isDone = false;
        try
        {
            isDone = watched.Job.HasEnded;
            if (isDone) _events.Ended(watched.Job);
            else isDone = await ReadOnceAsync(watched, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The loop ends with the same token.
        }
        finally
        {
            lock (_watched)
            {
                _reading--;
                if (isDone) _watched.Remove(watched);
                else _resting.Add(watched);
            }

            Wake();
        }
    }

    private async Task<bool> ReadOnceAsync(Watched watched, CancellationToken cancellationToken)
    {
        try
        {
            watched.Job = await _read(watched.Job, cancellationToken).ConfigureAwait(false);
            watched.TroubleSince = null;
            watched.RestoringSince = null;
            watched.WasReached = true;
            if (watched.Job.HasEnded) _events.Ended(watched.Job);
            else _events.Updated(watched.Job);
        }
        catch (MhsmServiceException e) when (RestoreMode.IsMeant(e))
        {
            if (!MayRestoreOn(watched, e)) return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            DateTimeOffset now = _time.GetUtcNow();
            bool isFirst = watched.TroubleSince is null;
            watched.TroubleSince ??= now;
            if (!MayPass(e) || now - watched.TroubleSince >= PatienceWith(watched, e))
            {
                _events.Lost(watched.Job, e);
                return true;
            }

            if (isFirst) _events.Troubled(watched.Job, e);
        }

        ScheduleNext(watched);
        return watched.Job.HasEnded;
    }

    // A restore of hours is no trouble: the HSM answers, and tells the job's state once it is over.
    private bool MayRestoreOn(Watched watched, Exception refusal)
    {
        DateTimeOffset now = _time.GetUtcNow();
        bool isFirst = watched.RestoringSince is null;
        watched.RestoringSince ??= now;
        watched.TroubleSince = null;
        watched.WasReached = true;
        if (now - watched.RestoringSince >= _options.PatienceWithRestore)
        {
            _events.Lost(watched.Job, refusal);
            return false;
        }

        if (isFirst) _events.Restoring(watched.Job, refusal);
        return true;
    }

    private void ScheduleNext(Watched watched)
    {
        DateTimeOffset now = _time.GetUtcNow();
        double random;
        lock (_random) random = _random.NextDouble();
        watched.Due = now + (_options.PollInterval ?? PollSchedule.Next(watched.AgeAt(now), watched.Job.RetryAfter, random));
    }

    private TimeSpan PatienceWith(Watched watched, Exception trouble) =>
        !watched.WasReached && trouble is MhsmConnectionException { IsLikelyWrongAddress: true } ? _options.PatienceWithWrongAddress : _options.Patience;

    private static bool MayPass(Exception exception) =>
        exception is MhsmConnectionException or MhsmServiceException { IsTransient: true } or MhsmAuthenticationException { IsTransient: true } or MhsmException { ErrorId: MhsmErrorId.UnreadableAnswer };

    private void Wake()
    {
        try
        {
            // One signal is enough: what it tells of was changed before it.
            if (_signal.CurrentCount == 0) _signal.Release();
        }
        catch (ObjectDisposedException)
        {
            // A read that outlived the watching has nobody to wake.
        }
    }

    private sealed class Watched(MhsmJob job, DateTimeOffset since, long number)
    {
        /// <summary>Tells apart what is due at the same moment.</summary>
        public long Number { get; } = number;

        public MhsmJob Job { get; set; } = job;

        public DateTimeOffset Due { get; set; }

        public DateTimeOffset? TroubleSince { get; set; }

        public DateTimeOffset? RestoringSince { get; set; }

        public bool WasReached { get; set; }

        /// <summary>The job's age by whichever clock says more: the service's and this machine's may differ.</summary>
        public TimeSpan AgeAt(DateTimeOffset now)
        {
            TimeSpan watchedFor = now - since;
            TimeSpan age = Job.StartTime is DateTime start ? now.UtcDateTime - start : TimeSpan.Zero;
            return age > watchedFor ? age : watchedFor;
        }
    }
}
