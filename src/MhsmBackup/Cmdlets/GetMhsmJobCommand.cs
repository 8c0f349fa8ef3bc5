using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Session;

namespace MhsmBackup.Cmdlets;

/// <summary>Reads the state of jobs as it is now; without a job, that of every job of this session.</summary>
[Cmdlet(VerbsCommon.Get, "MhsmJob", DefaultParameterSetName = OfSession)]
[OutputType(typeof(MhsmJob))]
public sealed class GetMhsmJobCommand : JobCmdlet
{
    internal const string OfSession = "OfSession";

    private const int MaxConcurrentReads = 16;

    private readonly SemaphoreSlim _places = new(MaxConcurrentReads);
    private readonly List<Task> _reads = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != OfSession)
        {
            base.ProcessRecord();
            return;
        }

        foreach (MhsmJob job in SessionJobs.All())
        {
            if (job.HasEnded) WriteObject(job);
            else Process(job);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Await(Task.WhenAll(_reads));

    private protected override void Process(MhsmJob job)
    {
        _reads.Add(Task.Run(() => ReadAsync(job)));
        Queue.Drain(this);
    }

    private async Task ReadAsync(MhsmJob job)
    {
        await _places.WaitAsync(StopToken).ConfigureAwait(false);
        try
        {
            MhsmJob now = await Connections.ReadAsync(job, StopToken).ConfigureAwait(false);
            SessionJobs.Remember(now);
            Queue.Post(cmdlet => cmdlet.WriteObject(now));
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, job)));
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _places.Dispose();
        base.Dispose(disposing);
    }
}
