using System.Management.Automation;

namespace MhsmBackup.Rehearsal.Scripts;

/// <summary>Runs a script block that must write an error with this ErrorId, and shows the error as the user would see it.</summary>
[Cmdlet(VerbsLifecycle.Assert, "Error")]
public sealed class AssertErrorCommand : PSCmdlet
{
    /// <summary>The first part of the FullyQualifiedErrorId.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string ErrorId { get; set; } = string.Empty;

    /// <summary>What is run.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock Action { get; set; } = null!;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var proofs = (Proofs)GetVariableValue(Proofs.Variable);
        ScriptBlock merged = ScriptBlock.Create("param($action) try { & $action 2>&1 } catch { $_ }");
        bool found = false;
        foreach (PSObject item in InvokeCommand.InvokeScript(useLocalScope: true, merged, null, Action))
        {
            if (item.BaseObject is not ErrorRecord error)
            {
                WriteObject(item);
                continue;
            }

            Host.UI.WriteErrorLine(error.Exception.Message);
            found |= error.FullyQualifiedErrorId.Split(',')[0] == ErrorId;
        }

        string what = $"it is refused with the error {ErrorId}";
        proofs.Add(what, found);
        if (found) Host.UI.WriteLine("  [ok] " + what);
        else Host.UI.WriteErrorLine("  [FAILED] " + what);
    }
}
