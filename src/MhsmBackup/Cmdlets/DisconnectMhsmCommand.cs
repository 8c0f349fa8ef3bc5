using System.Management.Automation;
using MhsmBackup.Pipeline;

namespace MhsmBackup.Cmdlets;

/// <summary>Forgets whom this session is signed in as, its defaults, and the tokens at hand.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "Mhsm")]
public sealed class DisconnectMhsmCommand : MhsmCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        WriteVerbose(Session.Context is { } context ? $"Forgets {context}." : "Nobody was signed in with Connect-Mhsm.");
        Session.Disconnect();
    }
}
