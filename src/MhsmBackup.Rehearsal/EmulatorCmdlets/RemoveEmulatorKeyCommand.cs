using System.Management.Automation;

namespace MhsmBackup.Rehearsal.EmulatorCmdlets;

/// <summary>Deletes a key and purges it: the accident that a backup is for.</summary>
[Cmdlet(VerbsCommon.Remove, "EmulatorKey")]
public sealed class RemoveEmulatorKeyCommand : EmulatorCmdlet
{
    /// <summary>The key's name.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Name { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Find().Keys.Delete(Name);
        Find().Keys.Purge(Name);
    }
}
