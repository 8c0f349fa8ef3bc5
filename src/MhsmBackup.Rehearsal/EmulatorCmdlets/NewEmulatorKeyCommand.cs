using System.Management.Automation;

namespace MhsmBackup.Rehearsal.EmulatorCmdlets;

/// <summary>Makes keys; of one that exists, a further version.</summary>
[Cmdlet(VerbsCommon.New, "EmulatorKey")]
public sealed class NewEmulatorKeyCommand : EmulatorCmdlet
{
    /// <summary>The keys' names.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (string name in Name) Find().Keys.Create(name);
    }
}
