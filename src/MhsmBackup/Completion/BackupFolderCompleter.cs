using System.Collections;
using MhsmBackup.Jobs;

namespace MhsmBackup.Completion;

/// <summary>Folders of this session's backups.</summary>
public sealed class BackupFolderCompleter : SessionCompleter
{
    private protected override string? ValueOf(MhsmJob job, IDictionary given) => job.BackupFolder;
}
