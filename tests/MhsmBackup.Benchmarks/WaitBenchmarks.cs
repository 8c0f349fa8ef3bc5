using BenchmarkDotNet.Attributes;
using MhsmBackup.Jobs;

namespace MhsmBackup.Benchmarks;

/// <summary>What the loop itself costs for each waiting job: ten reads a job, with a service that answers at once.</summary>
[InProcess]
[MaxIterationCount(20)]
[MemoryDiagnoser]
public class WaitBenchmarks
{
    private const int Reads = 10;

    private MhsmJob[] _running = [];
    private MhsmJob[] _ended = [];

    /// <summary>How many jobs are waited for at once.</summary>
    [Params(1, 100, 1000)]
    public int Jobs { get; set; }

    /// <summary>Makes the jobs as they are while they run and when they have ended.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _running = [.. Enumerable.Range(0, Jobs).Select(i => Job(i, MhsmJobStatus.InProgress))];
        _ended = [.. Enumerable.Range(0, Jobs).Select(i => Job(i, MhsmJobStatus.Succeeded))];
    }

    /// <summary>Waits for all of them.</summary>
    [Benchmark]
    public async Task<int> Wait()
    {
        int ended = 0;
        var reads = new int[Jobs];
        var events = new JobEvents { Ended = _ => Interlocked.Increment(ref ended) };
        using var watcher = new JobWatcher(ReadAsync, events, new WatchOptions { PollInterval = TimeSpan.Zero }, TimeProvider.System);
        foreach (MhsmJob job in _running) watcher.Add(job);
        watcher.Complete();
        await watcher.RunAsync(CancellationToken.None);
        return ended;

        Task<MhsmJob> ReadAsync(MhsmJob job, CancellationToken cancellationToken)
        {
            int index = int.Parse(job.JobId, System.Globalization.CultureInfo.InvariantCulture);
            return Task.FromResult(++reads[index] < Reads ? _running[index] : _ended[index]);
        }
    }

    private static MhsmJob Job(int index, string status) => new()
    {
        Operation = MhsmOperation.Backup,
        HsmName = "contoso-hsm",
        HsmUri = new Uri("https://contoso-hsm.managedhsm.azure.net/"),
        JobId = index.ToString("D32", System.Globalization.CultureInfo.InvariantCulture),
        Status = status,
    };
}
