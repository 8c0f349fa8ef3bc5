using System.Management.Automation;
using MhsmBackup.Completion;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Pipeline;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Cmdlets;

/// <summary>
/// Starts the restore of one key, with all its versions, and returns its job at once. An HSM runs one restore at a time, so of
/// several keys each further one is started when the one before it has ended.
/// </summary>
[Cmdlet(VerbsData.Restore, "MhsmKey", DefaultParameterSetName = UriWithSas, SupportsShouldProcess = true)]
[OutputType(typeof(MhsmJob))]
public sealed class RestoreMhsmKeyCommand : RestoreCmdlet
{
    private readonly Dictionary<string, Task> _lastOfHsm = [];

    /// <summary>The names of the keys.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(KeyNameCompleter))]
    public string[]? KeyName { get; set; }

    private protected override void Start(ManagedHsmAddress hsm, StorageAccess storage)
    {
        foreach (string given in KeyName!)
        {
            string key;
            try
            {
                key = ManagedHsmKeyName.Parse(given);
            }
            catch (MhsmException e)
            {
                WriteError(e, given);
                continue;
            }

            if (!ShouldProcess($"{hsm.Uri}keys/{key}", $"Restore from {Describe(storage)}")) continue;
            string host = hsm.Uri.Authority;
            _lastOfHsm.TryGetValue(host, out Task? before);
            Task<MhsmJob?> launched = Task.Run(() => RestoreAfterAsync((Task<MhsmJob?>?)before, hsm, key, storage));
            _lastOfHsm[host] = launched;
            Track(launched);
        }
    }

    private async Task<MhsmJob?> RestoreAfterAsync(Task<MhsmJob?>? before, ManagedHsmAddress hsm, string key, StorageAccess storage)
    {
        if (before is not null && await before.ConfigureAwait(false) is MhsmJob previous)
            await EndOfAsync(previous).ConfigureAwait(false);
        return await LaunchAsync(hsm, client => client.StartSelectiveKeyRestoreAsync(key, storage)).ConfigureAwait(false);
    }

    private async Task EndOfAsync(MhsmJob job)
    {
        var events = new JobEvents
        {
            Ended = ended =>
            {
                if (JobVerdict.ErrorOf(ended) is MhsmJobException error) Queue.Post(cmdlet => cmdlet.WriteWarning(error.Message));
            },
            Lost = (lost, why) => Queue.Post(cmdlet => cmdlet.WriteWarning($"{lost}: its end was not seen. {why.Message}")),
        };
        using var watcher = new JobWatcher(Connections.ReadAsync, events, new WatchOptions(), TimeProvider.System);
        watcher.Add(job);
        watcher.Complete();
        await watcher.RunAsync(StopToken).ConfigureAwait(false);
    }
}
