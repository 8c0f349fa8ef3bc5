using System.Collections;
using MhsmBackup.Jobs;

namespace MhsmBackup.Completion;

/// <summary>Keys that this session has restored; what a backup holds is encrypted.</summary>
public sealed class KeyNameCompleter : SessionCompleter
{
    private protected override string? ValueOf(MhsmJob job, IDictionary given) => job.KeyName;
}
