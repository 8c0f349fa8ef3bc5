using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>Starts a full backup of each HSM and returns its job at once.</summary>
[Cmdlet(VerbsLifecycle.Start, "MhsmBackup", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true)]
[OutputType(typeof(MhsmJob))]
public sealed class StartMhsmBackupCommand : BackupCmdlet
{
    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage)
    {
        if (ShouldProcess(hsm.Uri.AbsoluteUri, $"Start a full backup into {storage.Container}"))
            Launch(hsm, client => client.StartBackupAsync(storage));
    }
}
