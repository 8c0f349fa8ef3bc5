using System.Collections;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;
using MhsmBackup.Session;

namespace MhsmBackup.Completion;

/// <summary>Containers, or folders in them, that this session's backups went to, and containers that it has used.</summary>
public sealed class ContainerUriCompleter : SessionCompleter
{
    private protected override string? DefaultOf(MhsmContext context) => context.ContainerUri?.AbsoluteUri;

    private protected override string? ValueOf(MhsmJob job, IDictionary given)
    {
        if (job.BackupUri is null || job.BackupFolder is null) return null;
        string uri = job.BackupUri.AbsoluteUri;
        return uri.EndsWith("/" + job.BackupFolder, StringComparison.Ordinal) ? uri.Substring(0, uri.Length - job.BackupFolder.Length - 1) : null;
    }

    private protected override IEnumerable<(string Value, string Tip)> Others(IDictionary given) =>
        SessionPlaces.Containers.Select(container => (container, "Used in this session"));
}
