using System.Management.Automation;

namespace MhsmBackup.Rehearsal.Scripts;

/// <summary>Proves a sentence: the script block must return true.</summary>
[Cmdlet(VerbsLifecycle.Assert, "Proof")]
public sealed class AssertProofCommand : PSCmdlet
{
    /// <summary>What is proved.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string What { get; set; } = string.Empty;

    /// <summary>The condition.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock Condition { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var proofs = (Proofs)GetVariableValue(Proofs.Variable);
        bool holds;
        try
        {
            holds = LanguagePrimitives.IsTrue(InvokeCommand.InvokeScript(useLocalScope: false, Condition, null));
        }
        catch (RuntimeException e)
        {
            WriteError(e.ErrorRecord);
            holds = false;
        }

        proofs.Add(What, holds);
        if (holds) Host.UI.WriteLine("  [ok] " + What);
        else Host.UI.WriteErrorLine("  [FAILED] " + What);
    }
}
