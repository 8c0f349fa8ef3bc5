using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Restores;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>
/// Looks at a backup in storage, lets the service of each HSM check whether it could be restored from it in full, and waits for
/// what it finds. Nothing is changed.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "MhsmRestore", DefaultParameterSetName = UriWithSas)]
[OutputType(typeof(MhsmJob), typeof(bool))]
public sealed class TestMhsmRestoreCommand : RestoreCmdlet
{
    private readonly Dictionary<Uri, Task<BackupSight>> _sights = [];
    private readonly Dictionary<Uri, Task<MhsmJob?>> _lastOfHsm = [];
    private StorageView? _view;
    private JobTelling? _telling;

    /// <summary>Prepares a check, which is waited for unless -Wait:$false is given.</summary>
    public TestMhsmRestoreCommand() => Wait = true;

    /// <summary>Says only whether each check has passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override JobTelling Telling => _telling ??= CheckTelling.For(Quiet, Wait);

    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage)
    {
        Task<BackupSight> looking = Look(storage);
        _lastOfHsm.TryGetValue(hsm.Uri, out Task<MhsmJob?>? before);
        Task<MhsmJob?> check = Task.Run(() => CheckAsync(hsm, storage, looking, before));
        _lastOfHsm[hsm.Uri] = check;
        Track(check);
    }

    // One backup is looked at once, however many HSMs are to be restored from it.
    private Task<BackupSight> Look(StorageAccess storage)
    {
        Uri backup = storage.Container.FolderUri;
        if (_sights.TryGetValue(backup, out Task<BackupSight>? known)) return known;
        _view ??= new StorageView(IdentityOf, ChosenCloud ?? ManagedHsmCloud.OfEnvironment());
        Task<BackupSight> looking = Task.Run(() => _view.LookAsync(storage, StopToken));
        _sights.Add(backup, looking);
        Track(TellAsync(backup, looking));
        return looking;
    }

    private async Task TellAsync(Uri backup, Task<BackupSight> looking)
    {
        try
        {
            BackupSight sight = await looking.ConfigureAwait(false);
            if (sight.WhyNotSeen is string why) Queue.Post(cmdlet => cmdlet.WriteWarning($"{backup} was not looked at from this machine, and the service is asked all the same. {why}"));
            else if (sight.Newer is MhsmStoredBackup newer) Queue.Post(cmdlet => cmdlet.WriteVerbose($"There is a newer backup of {newer.HsmName}: {newer.BackupFolder}."));
        }
        catch (MhsmException)
        {
            // It is the error of each HSM that was to be restored from it.
        }
    }

    // An HSM refuses a second check while one runs.
    private async Task<MhsmJob?> CheckAsync(ManagedHsmAddress hsm, StorageAccess storage, Task<BackupSight> looking, Task<MhsmJob?>? before)
    {
        try
        {
            await looking.ConfigureAwait(false);
        }
        catch (MhsmException e)
        {
            NotStarted(hsm, e);
            return null;
        }

        if (before is not null && await before.ConfigureAwait(false) is MhsmJob previous) await EndOfAsync(previous).ConfigureAwait(false);
        return await LaunchAsync(hsm, client => PreCheck.StartAsync(hsm, () => client.StartPreRestoreAsync(storage))).ConfigureAwait(false);
    }

    private async Task EndOfAsync(MhsmJob check)
    {
        try
        {
            await JobEnd.OfAsync(check, Connections, updated: null, troubled: null, StopToken).ConfigureAwait(false);
        }
        catch (MhsmException)
        {
            // Whoever waits for it is told; the next start says whether it still runs.
        }
    }
}
