using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>Lets the service of each HSM check whether a full backup could run, and waits for what it finds. Nothing is changed.</summary>
[Cmdlet(VerbsDiagnostic.Test, "MhsmBackup", DefaultParameterSetName = UriWithSas)]
[OutputType(typeof(MhsmJob), typeof(bool))]
public sealed class TestMhsmBackupCommand : BackupCmdlet
{
    private JobTelling? _telling;

    /// <summary>Prepares a check, which is waited for unless -Wait:$false is given.</summary>
    public TestMhsmBackupCommand() => Wait = true;

    /// <summary>Says only whether each check has passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override JobTelling Telling => _telling ??= CheckTelling.For(Quiet, Wait);

    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage) =>
        Launch(hsm, client => PreCheck.StartAsync(hsm, () => client.StartPreBackupAsync(storage)));
}
