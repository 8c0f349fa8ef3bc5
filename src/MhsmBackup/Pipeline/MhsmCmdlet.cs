using System.Management.Automation;
using MhsmBackup.Session;

namespace MhsmBackup.Pipeline;

/// <summary>A cmdlet whose work runs on other threads while its own thread writes what they found.</summary>
public abstract class MhsmCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly object _telling = new();
    private bool _isTold;

    /// <summary>Prepares a cmdlet in the session of the thread that runs it.</summary>
    protected MhsmCmdlet() => Queue = new PipelineQueue(Session.Work);

    /// <summary>What other threads want written.</summary>
    internal PipelineQueue Queue { get; }

    /// <summary>What the runspace is signed in as.</summary>
    internal MhsmSession Session { get; } = MhsmSession.Current;

    /// <summary>Whether only a preview is wanted: by -WhatIf, which goes first, or by the preference.</summary>
    private protected bool IsWhatIf => MyInvocation.BoundParameters.TryGetValue("WhatIf", out object? value)
        ? LanguagePrimitives.IsTrue(value)
        : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    /// <summary>Whether an error ends the pipeline: by -ErrorAction, which goes first, or by the preference.</summary>
    private protected bool StopsAtErrors =>
        LanguagePrimitives.TryConvertTo(MyInvocation.BoundParameters.TryGetValue("ErrorAction", out object? value) ? value : GetVariableValue("ErrorActionPreference"), out ActionPreference preference)
        && preference == ActionPreference.Stop;

    /// <summary>Whether a switch was given and is on.</summary>
    private protected bool IsSet(string name) => MyInvocation.BoundParameters.TryGetValue(name, out object? value) && LanguagePrimitives.IsTrue(value);

    /// <summary>Is canceled when the user stops the pipeline.</summary>
    protected CancellationToken StopToken => _stopping.Token;

    /// <summary>Ends the work when the pipeline is stopped.</summary>
    /// <remarks>What there is to tell is told first: once the work has ended the pipeline ends, and perhaps the process.</remarks>
    protected sealed override void StopProcessing()
    {
        TellOnce();
        _stopping.Cancel();
    }

    /// <summary>Says what runs on after a stop, with <see cref="TellAfterStop"/>.</summary>
    private protected virtual void TellOfStop()
    {
    }

    /// <summary>Writes what a running task posts until it has ended, or until the pipeline is stopped.</summary>
    /// <param name="task">The task.</param>
    protected void Await(Task task)
    {
        try
        {
            Queue.DrainUntil(task, this, StopToken);
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Writes a non-terminating error with the client's ErrorId.</summary>
    /// <param name="exception">The error.</param>
    /// <param name="target">What it is about; never a secret.</param>
    protected void WriteError(Exception exception, object? target) => WriteError(ErrorRecords.From(exception, target));

    /// <summary>
    /// Tells the user something after a stop, when no stream may be written any more: straight to the host.
    /// </summary>
    /// <param name="text">The text.</param>
    protected void TellAfterStop(string text)
    {
        try
        {
            Host?.UI?.WriteWarningLine(text);
        }
        catch (Exception e) when (e is NotImplementedException or PSNotImplementedException or PSInvalidOperationException or System.Management.Automation.Host.HostException)
        {
            // A host without a user interface has nobody to tell.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // A write that meets the stop ends the pipeline by itself, and then StopProcessing may never be called.
        if (Stopping) TellOnce();
        _stopping.Cancel();
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    // The lock keeps the pipeline from ending while another thread is about to tell.
    private void TellOnce()
    {
        lock (_telling)
        {
            if (_isTold) return;
            _isTold = true;
            TellOfStop();
        }
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    /// <param name="disposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        Queue.Dispose();
        // The source of the token is left to the collector: work that outlives a stop may still look at it.
    }
}
