using System.Collections;
using MhsmBackup.Jobs;

namespace MhsmBackup.Completion;

/// <summary>Ids of this session's jobs, of the HSM and the operation given.</summary>
public sealed class JobIdCompleter : SessionCompleter
{
    private protected override string? ValueOf(MhsmJob job, IDictionary given) =>
        Fits(given, "HsmName", job.HsmName, job.HsmUri.AbsoluteUri, job.HsmUri.AbsoluteUri.TrimEnd('/')) && Fits(given, "Operation", job.Operation.ToString()) ? job.JobId : null;
}
