using System.Management.Automation;
using MhsmBackup.Pipeline;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Cmdlets;

/// <summary>Makes a private container for backups where there is none, and tells what protects it.</summary>
[Cmdlet(VerbsCommon.New, "MhsmBackupContainer", DefaultParameterSetName = Uri, SupportsShouldProcess = true)]
[OutputType(typeof(MhsmBackupContainer))]
public sealed class NewMhsmBackupContainerCommand : SasContainerCmdlet
{
    private readonly List<Task> _work = [];

    private protected override void Process(StorageContainer container)
    {
        if (ShouldProcess(container.Address.Uri.AbsoluteUri, "Make a private container, unless it is there"))
            _work.Add(Task.Run(() => MakeAsync(container)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Await(Task.WhenAll(_work));

    private async Task MakeAsync(StorageContainer container)
    {
        try
        {
            MhsmBackupContainer made = await BackupContainerMaker.MakeAsync(container, Tell, StopToken).ConfigureAwait(false);
            if (made.PublicAccess != "None")
                Queue.Post(cmdlet => cmdlet.WriteWarning($"{made.ContainerUri} is public: anybody may read its blobs (public access {made.PublicAccess}). Backups are encrypted and belong into a private container all the same: az storage container set-permission --public-access off."));
            Queue.Post(cmdlet => cmdlet.WriteObject(made));
        }
        catch (Exception e) when (!StopToken.IsCancellationRequested)
        {
            Queue.Post(cmdlet => cmdlet.WriteError(ErrorRecords.From(e, container.Address.Uri)));
        }
    }

    private void Tell(string words) => Queue.Post(cmdlet => cmdlet.WriteVerbose(words));
}
