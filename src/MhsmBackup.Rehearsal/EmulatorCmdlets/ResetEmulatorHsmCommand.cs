using System.Management.Automation;

namespace MhsmBackup.Rehearsal.EmulatorCmdlets;

/// <summary>Loses an HSM: a factory-new one, activated with the same security domain, takes its name.</summary>
[Cmdlet(VerbsCommon.Reset, "EmulatorHsm")]
public sealed class ResetEmulatorHsmCommand : EmulatorCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => Find().Lose();
}
