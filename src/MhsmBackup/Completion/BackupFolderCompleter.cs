using System.Collections;
using MhsmBackup.Jobs;
using MhsmBackup.Session;

namespace MhsmBackup.Completion;

/// <summary>Folders of this session's backups, and of those that it has listed.</summary>
public sealed class BackupFolderCompleter : SessionCompleter
{
    private protected override string? ValueOf(MhsmJob job, IDictionary given) => job.BackupFolder;

    private protected override IEnumerable<(string Value, string Tip)> Others(IDictionary given) => SessionPlaces.Backups
        .Where(backup => Fits(given, "ContainerUri", backup.ContainerUri, backup.ContainerUri + "/"))
        .Select(backup => (backup.Folder, TipOf(backup)));
}
