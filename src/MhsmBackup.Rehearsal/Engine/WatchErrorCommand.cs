using System.Management.Automation;

namespace MhsmBackup.Rehearsal.Engine;

/// <summary>
/// Lets everything through and says when an error came by. PowerShell.HadErrors says nothing of errors that are merged into
/// the output, and they must be merged to stand where they belong between the output's lines.
/// </summary>
[Cmdlet("Watch", "Error")]
public sealed class WatchErrorCommand : Cmdlet
{
    /// <summary>What comes through the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Called for every error.</summary>
    [Parameter(Mandatory = true)]
    public Action<ErrorRecord> OnError { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null) return;
        if (InputObject.BaseObject is ErrorRecord error) OnError(error);
        WriteObject(InputObject);
    }
}
