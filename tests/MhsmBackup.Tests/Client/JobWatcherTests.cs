using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using Microsoft.Extensions.Time.Testing;

namespace MhsmBackup.Tests.Client;

/// <summary>Many jobs, one loop, one timer.</summary>
public sealed class JobWatcherTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_has_ended_is_told_without_a_read()
    {
        int reads = 0;
        List<MhsmJob> ended = [];
        using var watcher = Watcher((job, _) => { reads++; return Task.FromResult(job); }, new JobEvents { Ended = ended.Add });
        watcher.Add(Job(0, "Succeeded"));
        watcher.Complete();
        await watcher.RunAsync(Cancel);
        Assert.Equal((0, 1), (reads, ended.Count));
    }

    [Fact]
    public async Task Never_more_reads_are_under_way_than_allowed_and_every_job_is_told_once()
    {
        int underWay = 0, most = 0;
        var gate = new object();
        List<string> ended = [];
        async Task<MhsmJob> Read(MhsmJob job, CancellationToken cancellationToken)
        {
            lock (gate) most = Math.Max(most, ++underWay);
            await Task.Yield();
            lock (gate) underWay--;
            return With(job, "Succeeded");
        }

        var events = new JobEvents { Ended = job => { lock (gate) ended.Add(job.JobId); } };
        using var watcher = Watcher(Read, events, new WatchOptions { MaxConcurrentReads = 4, PollInterval = TimeSpan.FromSeconds(1) });
        for (int i = 0; i < 200; i++) watcher.Add(Job(i));
        watcher.Complete();
        await watcher.RunAsync(Cancel);
        Assert.InRange(most, 1, 4);
        Assert.Equal(200, ended.Distinct().Count());
        Assert.Equal(200, ended.Count);
    }

    [Fact]
    public async Task No_job_starves_where_more_are_due_than_may_be_read_at_once()
    {
        var order = new List<string>();
        Task<MhsmJob> Read(MhsmJob job, CancellationToken cancellationToken)
        {
            order.Add(job.JobId);
            _time.Advance(TimeSpan.FromSeconds(2)); // a read takes longer than the interval: every job is due again
            return Task.FromResult(order.Count(id => id == job.JobId) == 3 ? With(job, "Succeeded") : job);
        }

        using var watcher = Watcher(Read, new JobEvents(), new WatchOptions { MaxConcurrentReads = 1, PollInterval = TimeSpan.FromSeconds(1) });
        string[] ids = [.. Enumerable.Range(0, 4).Select(i => Job(i)).Select(job => { watcher.Add(job); return job.JobId; })];
        watcher.Complete();
        await watcher.RunAsync(Cancel);
        Assert.Equal([.. ids, .. ids, .. ids], order);
    }

    [Fact]
    public async Task A_passing_trouble_is_told_once_and_the_job_is_read_on()
    {
        var troubles = new List<Exception>();
        var answers = new Queue<Func<MhsmJob>>(
        [
            () => throw Transient(), () => throw Transient(), () => With(Job(0), "InProgress"), () => With(Job(0), "Succeeded"),
        ]);
        var ended = new List<MhsmJob>();
        using var watcher = Watcher(
            (_, _) => Task.FromResult(answers.Dequeue()()),
            new JobEvents { Troubled = (_, e) => troubles.Add(e), Ended = ended.Add },
            new WatchOptions { PollInterval = TimeSpan.FromSeconds(1), Patience = TimeSpan.MaxValue });
        watcher.Add(Job(0));
        watcher.Complete();
        await RunToEndAsync(watcher);
        Assert.Single(troubles);
        Assert.Single(ended);
    }

    [Fact]
    public async Task A_refusal_that_cannot_pass_lets_the_job_go_as_it_was_seen()
    {
        var lost = new List<(MhsmJob Job, Exception Why)>();
        using var watcher = Watcher(
            (_, _) => throw new MhsmServiceException(MhsmErrorId.AccessDenied, "no role", 403, null, null),
            new JobEvents { Lost = (job, why) => lost.Add((job, why)) });
        watcher.Add(Job(0));
        watcher.Complete();
        await RunToEndAsync(watcher);
        Assert.Equal("InProgress", Assert.Single(lost).Job.Status);
    }

    [Fact]
    public async Task Patience_with_trouble_has_an_end()
    {
        var lost = new List<Exception>();
        using var watcher = Watcher(
            (_, _) => throw Transient(),
            new JobEvents { Lost = (_, why) => lost.Add(why) },
            new WatchOptions { PollInterval = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromMinutes(15) });
        watcher.Add(Job(0));
        watcher.Complete();
        DateTimeOffset start = _time.GetUtcNow();
        await RunToEndAsync(watcher);
        Assert.Single(lost);
        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromMinutes(15));
    }

    [Fact]
    public async Task A_restore_that_runs_longer_than_the_patience_with_trouble_is_told_once_and_the_job_is_read_on()
    {
        int reads = 0;
        var told = new List<Exception>();
        var ended = new List<MhsmJob>();
        var events = new JobEvents { Restoring = (_, e) => told.Add(e), Ended = ended.Add, Troubled = (_, e) => Assert.Fail(e.Message), Lost = (_, e) => Assert.Fail(e.Message) };
        using var watcher = Watcher(
            (job, _) => ++reads < 90 ? throw Restoring() : Task.FromResult(With(job, "Succeeded")),
            events,
            new WatchOptions { PollInterval = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromMinutes(15) });
        watcher.Add(Job(0));
        watcher.Complete();
        DateTimeOffset start = _time.GetUtcNow();
        await RunToEndAsync(watcher);
        Assert.Single(told);
        Assert.Single(ended);
        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromMinutes(89));
    }

    [Fact]
    public async Task A_restore_without_end_lets_the_job_go()
    {
        var lost = new List<Exception>();
        using var watcher = Watcher(
            (_, _) => throw Restoring(),
            new JobEvents { Lost = (_, why) => lost.Add(why) },
            new WatchOptions { PollInterval = TimeSpan.FromMinutes(1), PatienceWithRestore = TimeSpan.FromHours(1) });
        watcher.Add(Job(0));
        watcher.Complete();
        DateTimeOffset start = _time.GetUtcNow();
        await RunToEndAsync(watcher);
        Assert.Equal(MhsmErrorId.RestoreInProgress, Assert.IsType<MhsmServiceException>(Assert.Single(lost)).ErrorId);
        Assert.True(_time.GetUtcNow() - start >= TimeSpan.FromHours(1));
    }

    [Theory]
    [InlineData(false, 30, int.MaxValue)]
    [InlineData(true, 0, 900)]
    public async Task A_name_that_does_not_exist_has_a_patience_of_its_own_unless_it_was_reached_before(bool wasReached, int withWrongAddress, int otherwise)
    {
        var options = new WatchOptions
        {
            PollInterval = TimeSpan.FromSeconds(1),
            Patience = TimeSpan.FromSeconds(otherwise),
            PatienceWithWrongAddress = TimeSpan.FromSeconds(withWrongAddress),
        };
        var lost = new List<DateTimeOffset>();
        bool isFirst = true;
        Task<MhsmJob> Read(MhsmJob job, CancellationToken cancellationToken)
        {
            bool answers = isFirst && wasReached;
            isFirst = false;
            return answers ? Task.FromResult(job) : throw new MhsmConnectionException("no such host", new IOException()) { IsLikelyWrongAddress = true };
        }

        using var watcher = Watcher(Read, new JobEvents { Lost = (_, _) => lost.Add(_time.GetUtcNow()) }, options);
        watcher.Add(Job(0));
        watcher.Complete();
        DateTimeOffset start = _time.GetUtcNow();
        await RunToEndAsync(watcher);
        Assert.True((Assert.Single(lost) - start).TotalSeconds >= (wasReached ? otherwise : withWrongAddress));
    }

    [Fact]
    public async Task Cancellation_ends_the_watching_and_the_jobs_are_still_named()
    {
        using var stop = new CancellationTokenSource();
        var reading = new TaskCompletionSource();
        async Task<MhsmJob> Read(MhsmJob job, CancellationToken cancellationToken)
        {
            reading.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return job;
        }

        using var watcher = Watcher(Read, new JobEvents(), new WatchOptions { PollInterval = TimeSpan.FromSeconds(1) });
        watcher.Add(Job(0));
        Task run = watcher.RunAsync(stop.Token);
        await reading.Task.WaitAsync(Cancel);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Single(watcher.Waiting);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(8, 1)]
    [InlineData(80, 10)]
    [InlineData(7200, 30)]
    public void Reads_are_quick_at_first_and_grow_rarer(int ageSeconds, int expectedSeconds)
    {
        TimeSpan age = TimeSpan.FromSeconds(ageSeconds);
        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), PollSchedule.Next(age, null, 0.5));
        Assert.True(PollSchedule.Next(age, null, 0) < PollSchedule.Next(age, null, 1));
    }

    [Fact]
    public void The_services_Retry_After_is_the_least_that_is_waited()
    {
        Assert.Equal(TimeSpan.FromSeconds(60), PollSchedule.Next(TimeSpan.Zero, TimeSpan.FromSeconds(60), 0.5));
        Assert.Equal(TimeSpan.FromSeconds(10), PollSchedule.First(TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        Assert.Equal(TimeSpan.Zero, PollSchedule.First(TimeSpan.Zero, TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, PollSchedule.First(TimeSpan.FromDays(2), null));
    }

    private JobWatcher Watcher(Func<MhsmJob, CancellationToken, Task<MhsmJob>> read, JobEvents events, WatchOptions? options = null) =>
        new(read, events, options ?? new WatchOptions(), _time);

    // The clock stands still until nothing else moves: it is advanced only while the watcher waits.
    private async Task RunToEndAsync(JobWatcher watcher)
    {
        Task run = watcher.RunAsync(Cancel);
        while (!run.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await run;
    }

    private static MhsmServiceException Restoring() => new(MhsmErrorId.RestoreInProgress, "restore mode", 503, null, null);

    private static MhsmConnectionException Transient() => new("gone", new IOException("reset"));

    private static MhsmJob Job(int number, string status = "InProgress") => new()
    {
        Operation = MhsmOperation.Backup,
        HsmName = "contoso-hsm",
        HsmUri = new Uri("https://contoso-hsm.managedhsm.azure.net/"),
        JobId = number.ToString("x32", System.Globalization.CultureInfo.InvariantCulture),
        Status = status,
    };

    private static MhsmJob With(MhsmJob job, string status) =>
        new() { Operation = job.Operation, HsmName = job.HsmName, HsmUri = job.HsmUri, JobId = job.JobId, Status = status };
}
