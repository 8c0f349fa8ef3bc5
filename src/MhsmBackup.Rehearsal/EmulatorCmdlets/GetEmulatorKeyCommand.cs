using System.Management.Automation;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Rehearsal.EmulatorCmdlets;

/// <summary>Shows the keys that an HSM holds, with the number of their versions.</summary>
[Cmdlet(VerbsCommon.Get, "EmulatorKey")]
[OutputType(typeof(PSObject))]
public sealed class GetEmulatorKeyCommand : EmulatorCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EmulatedHsm hsm = Find();
        foreach (string name in hsm.Keys.Names)
        {
            var key = new PSObject();
            key.Properties.Add(new PSNoteProperty("Hsm", hsm.Name));
            key.Properties.Add(new PSNoteProperty("Key", name));
            key.Properties.Add(new PSNoteProperty("Versions", hsm.Keys.Versions(name).Count));
            WriteObject(key);
        }
    }
}
