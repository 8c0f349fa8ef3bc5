using MhsmBackup.Errors;
using MhsmBackup.Jobs;

namespace MhsmBackup.Pipeline;

/// <summary>Tells of a key's restore that failed after the key was purged that it is in the backup alone now.</summary>
internal sealed class KeyTelling : JobTelling
{
    private readonly HashSet<string> _purged = [];

    /// <summary>Remembers a restore for which the key was purged.</summary>
    public void WasPurged(MhsmJob job)
    {
        lock (_purged) _purged.Add(job.JobId);
    }

    public override Exception? ErrorOf(MhsmJob job)
    {
        Exception? error = base.ErrorOf(job);
        lock (_purged)
        {
            return error is MhsmJobException failure && _purged.Contains(job.JobId)
                ? new MhsmJobException(failure.ErrorId, $"{failure.Message}{Environment.NewLine}{job.KeyName} was purged and is not restored: it is in backups alone. When the reason is mended, run the same command again.", job)
                : error;
        }
    }
}
