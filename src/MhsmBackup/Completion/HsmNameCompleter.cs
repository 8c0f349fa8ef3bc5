using System.Collections;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;
using MhsmBackup.Session;

namespace MhsmBackup.Completion;

/// <summary>HSMs of this session's jobs: the name, or the URL where a name alone would not lead there; and HSMs whose backups it has listed.</summary>
public sealed class HsmNameCompleter : SessionCompleter
{
    private protected override string? DefaultOf(MhsmContext context) => context.HsmName;

    private protected override string? ValueOf(MhsmJob job, IDictionary given) => JobVerdict.ShortestAddressOf(job);

    private protected override IEnumerable<(string Value, string Tip)> Others(IDictionary given) => SessionPlaces.Backups.Select(backup => (backup.HsmName, TipOf(backup)));
}
