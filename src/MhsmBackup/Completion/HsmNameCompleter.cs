using System.Collections;
using MhsmBackup.Identity;
using MhsmBackup.Jobs;

namespace MhsmBackup.Completion;

/// <summary>HSMs of this session's jobs: the name, or the URL where a name alone would not lead there.</summary>
public sealed class HsmNameCompleter : SessionCompleter
{
    private protected override string? DefaultOf(MhsmContext context) => context.HsmName;

    private protected override string? ValueOf(MhsmJob job, IDictionary given) => JobVerdict.ShortestAddressOf(job);
}
