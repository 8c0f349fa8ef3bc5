using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Restores;
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
    private readonly HashSet<string> _restoring = [];
    private Task _lastRead = Task.CompletedTask;
    private AfterRestore? _afterRestore;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _afterRestore = new AfterRestore(Queue, Connections, StopToken);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != OfSession)
        {
            base.ProcessRecord();
            return;
        }

        foreach (MhsmJob job in SessionJobs.All()) Process(job, isKnown: job.HasEnded);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Await(_lastRead);
        Await(_afterRestore!.EndAsync());
    }

    private protected override void Process(MhsmJob job) => Process(job, isKnown: false);

    // Jobs are read side by side and come out in the order in which they were given.
    private void Process(MhsmJob job, bool isKnown)
    {
        Task before = _lastRead;
        _lastRead = Task.Run(async () =>
        {
            Action<Cmdlet> write = isKnown ? cmdlet => cmdlet.WriteObject(job) : await ReadAsync(job).ConfigureAwait(false);
            await before.ConfigureAwait(false);
            Queue.Post(write);
        });
        Queue.Drain(this);
    }

    private async Task<Action<Cmdlet>> ReadAsync(MhsmJob job)
    {
        await _places.WaitAsync(StopToken).ConfigureAwait(false);
        try
        {
            MhsmJob now = await Connections.ReadAsync(job, StopToken).ConfigureAwait(false);
            // Once, when its end is first seen.
            bool isNew = !job.HasEnded && SessionJobs.Find(job)?.HasEnded != true;
            SessionJobs.Remember(now);
            if (isNew) _afterRestore!.Look(now);
            return cmdlet => cmdlet.WriteObject(now);
        }
        catch (MhsmServiceException e) when (RestoreMode.IsMeant(e))
        {
            return cmdlet => WriteAsKnown(cmdlet, job);
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            return cmdlet => cmdlet.WriteError(ErrorRecords.From(e, job));
        }
        finally
        {
            _places.Release();
        }
    }

    // Only the pipeline's thread comes here.
    private void WriteAsKnown(Cmdlet cmdlet, MhsmJob job)
    {
        cmdlet.WriteObject(RestoreMode.Show(job));
        if (_restoring.Add(job.HsmUri.Authority)) cmdlet.WriteWarning($"{RestoreMode.Explain(job)} It is shown as it was last known; Wait-MhsmJob waits for it.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _places.Dispose();
            _afterRestore?.Dispose();
        }

        base.Dispose(disposing);
    }
}
