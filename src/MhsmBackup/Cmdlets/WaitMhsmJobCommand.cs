using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;

namespace MhsmBackup.Cmdlets;

/// <summary>Waits for any number of jobs and emits each as it ends. Ctrl+C ends the waiting, never a job.</summary>
[Cmdlet(VerbsLifecycle.Wait, "MhsmJob", DefaultParameterSetName = JobCmdlet.ByObject)]
[OutputType(typeof(MhsmJob))]
public sealed class WaitMhsmJobCommand : JobCmdlet
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    private JobWaiter? _waiter;

    /// <summary>How long to wait at most, from the first job on: a TimeSpan, or seconds. Jobs that run on come out with an error.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? Timeout { get; set; }

    /// <summary>A fixed time between two reads of a job's state: a TimeSpan, or seconds. Without it reads grow rarer as a job grows older.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan? PollInterval { get; set; }

    /// <summary>Ends the wait with the first job that ends.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        CheckDuration(Timeout, nameof(Timeout), TimeSpan.FromMilliseconds(1));
        CheckDuration(PollInterval, nameof(PollInterval), TimeSpan.FromMilliseconds(50));
        _waiter = new JobWaiter(this, Connections, PollInterval, Timeout, Any, StopToken);
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Await(_waiter!.EndAsync());

    private protected override void TellOfStop()
    {
        IReadOnlyList<MhsmJob> waiting = _waiter?.Waiting ?? [];
        const int Most = 10;
        if (waiting.Count > 0) TellAfterStop($"The waiting was stopped; {(waiting.Count == 1 ? "the job runs" : "the jobs run")} on. To come back:");
        foreach (MhsmJob job in waiting.Take(Most)) TellAfterStop("  " + JobVerdict.ComeBackTo(job));
        if (waiting.Count > Most) TellAfterStop($"  and {waiting.Count - Most} more: Get-MhsmJob lists the jobs of this session.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _waiter?.Dispose();
        base.Dispose(disposing);
    }

    private protected override void Process(MhsmJob job)
    {
        _waiter!.Add(job);
        Queue.Drain(this);
    }

    private void CheckDuration(TimeSpan? duration, string name, TimeSpan shortest)
    {
        if (duration is null || (duration >= shortest && duration <= Longest)) return;
        ThrowTerminatingError(ErrorRecords.From(
            new MhsmInputException(MhsmErrorId.InvalidDuration, $"-{name} is {duration:c}. Give {shortest.TotalSeconds} seconds to {Longest.TotalDays} days, as a TimeSpan (02:00:00) or in seconds."),
            duration));
    }
}
