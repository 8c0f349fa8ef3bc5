using System.Management.Automation;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Rehearsal.EmulatorCmdlets;

/// <summary>A cmdlet that acts on an emulated HSM behind the module's back: as its other users and its accidents do.</summary>
public abstract class EmulatorCmdlet : PSCmdlet
{
    /// <summary>The name of the variable that a session has its emulator in.</summary>
    public const string Variable = "RehearsalEmulator";

    /// <summary>The HSM's name or URL.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Hsm { get; set; } = string.Empty;

    private protected EmulatedHsm Find()
    {
        var emulator = (ManagedHsmEmulator)GetVariableValue(Variable);
        string name = Uri.TryCreate(Hsm, UriKind.Absolute, out Uri? uri) ? uri.Host.Split('.')[0] : Hsm;
        return emulator[name];
    }
}
