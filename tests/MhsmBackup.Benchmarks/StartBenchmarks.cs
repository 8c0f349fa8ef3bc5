using BenchmarkDotNet.Attributes;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Rehearsal.Servers;

namespace MhsmBackup.Benchmarks;

/// <summary>From a cmdlet's call to its job, with a connection that is open and a token that is at hand, on loopback.</summary>
[InProcess]
[MaxIterationCount(20)]
[MemoryDiagnoser]
public class StartBenchmarks
{
    private RehearsalServers? _servers;
    private PowerShellSession? _session;

    /// <summary>Starts the servers and makes one backup.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _servers = await RehearsalServers.StartAsync();
        _servers.Emulator["contoso-hsm"].Settings.JobDuration = TimeSpan.Zero;
        _session = PowerShellSession.Open(module: ModulePath.Find());
        foreach ((string name, string value) in _servers.Variables) _session.Set(name, value);
        _session.Set("job", Run("Start-MhsmBackup $contoso -ContainerUri $container -SasToken $backupSas -AccessToken $token -Wait"));
    }

    /// <summary>Stops them.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        _session?.Dispose();
        if (_servers is not null) await _servers.DisposeAsync();
    }

    /// <summary>A job's state, read once: the same way there and back as a start.</summary>
    [Benchmark]
    public object Get() => Run("Get-MhsmJob $job -AccessToken $token");

    /// <summary>A refusal for bad input: no call at all.</summary>
    [Benchmark]
    public int Refuse() => _session!.Invoke("Start-MhsmBackup contoso_hsm -ContainerUri $container -SasToken $backupSas -AccessToken $token").Errors.Count;

    private object Run(string script)
    {
        SessionResult result = _session!.Invoke(script);
        if (result.Errors.Count > 0) throw new InvalidOperationException(result.Errors[0].ToString());
        // The type is that of the module's own load context.
        return result.Output is [{ BaseObject: var job }] && job.GetType().FullName == typeof(MhsmJob).FullName ? job : throw new InvalidOperationException("No job came out.");
    }
}
