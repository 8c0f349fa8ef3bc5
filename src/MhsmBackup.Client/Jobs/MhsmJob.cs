using MhsmBackup.Errors;

namespace MhsmBackup.Jobs;

/// <summary>
/// A job of a Managed HSM as it was last seen: plain data, without a credential and without a SAS. It survives
/// Export-Clixml, ConvertTo-Json and a pipeline variable; HsmUri, JobId and Operation are all that is needed to find
/// the job again from another machine.
/// </summary>
public sealed class MhsmJob
{
    /// <summary>What the job does.</summary>
    public MhsmOperation Operation { get; init; }

    /// <summary>The HSM's name, for example <c>contoso-hsm</c>.</summary>
    public string HsmName { get; init; } = string.Empty;

    /// <summary>The HSM's address, for example <c>https://contoso-hsm.managedhsm.azure.net/</c>.</summary>
    public Uri HsmUri { get; init; } = null!;

    /// <summary>The service's id of the job: 32 hexadecimal digits.</summary>
    public string JobId { get; init; } = string.Empty;

    /// <summary>The service's word: InProgress, Succeeded, Canceled, Failed, or another as it came.</summary>
    public string Status { get; init; } = MhsmJobStatus.InProgress;

    /// <summary>The service's own words about the status; for a failed job the reason. Often null.</summary>
    public string? StatusDetails { get; init; }

    /// <summary>When the service started the job, in UTC.</summary>
    public DateTime? StartTime { get; init; }

    /// <summary>When the job ended, in UTC; null while it runs.</summary>
    public DateTime? EndTime { get; init; }

    /// <summary>How long the job took; for one that runs, how long it had run when it was last seen.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>
    /// Where the backup is: container URI and folder, without a SAS. Of a backup, once it succeeded; of a restore, what
    /// it reads, as long as it was started in this session.
    /// </summary>
    public Uri? BackupUri { get; init; }

    /// <summary>The backup's folder in its container, for example <c>mhsm-contoso-hsm-2026112316180860</c>.</summary>
    public string? BackupFolder { get; init; }

    /// <summary>The key that a selective restore brings back; null for every other job.</summary>
    public string? KeyName { get; init; }

    /// <summary>The service's error; null unless it gave one. A failed job may have none: Status is the verdict.</summary>
    public MhsmServiceError? Error { get; init; }

    /// <summary>
    /// Whether a check before a backup or a restore has passed; null while it runs, and for every job that is no check.
    /// </summary>
    public bool? Passed => IsCheck && HasEnded ? MhsmJobStatus.IsSucceeded(Status) : null;

    /// <summary>
    /// What a check before a backup or a restore has found: <c>Pass</c>, or why not, in the service's own words and with what to
    /// do; null while it runs, and for every job that is no check.
    /// </summary>
    public string? CheckResult => Passed is bool passed ? passed ? "Pass" : JobVerdict.WhyNot(this) : null;

    /// <summary>How long the service asked, in the answer that told this, to wait before the next read; null when it did not say.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the job has ended, well or not.</summary>
    internal bool HasEnded => MhsmJobStatus.IsTerminal(Status);

    /// <summary>Whether it is a check, which changes nothing.</summary>
    internal bool IsCheck => Operation is MhsmOperation.PreBackup or MhsmOperation.PreRestore;

    /// <summary>The reason of a failure in the service's own words, or null.</summary>
    internal string? Reason
    {
        get
        {
            string error = Error?.ToString() ?? string.Empty;
            return (string.IsNullOrEmpty(StatusDetails), error.Length == 0) switch
            {
                (true, true) => null,
                (true, false) => error,
                (false, true) => StatusDetails,
                (false, false) => $"{StatusDetails} ({error})",
            };
        }
    }

    /// <summary>The same job with other words about its status.</summary>
    internal MhsmJob WithDetails(string details) => new()
    {
        Operation = Operation,
        HsmName = HsmName,
        HsmUri = HsmUri,
        JobId = JobId,
        Status = Status,
        StatusDetails = details,
        StartTime = StartTime,
        EndTime = EndTime,
        Duration = Duration,
        BackupUri = BackupUri,
        BackupFolder = BackupFolder,
        KeyName = KeyName,
        Error = Error,
    };

    /// <summary>One line: operation, HSM, job id, status.</summary>
    public override string ToString() => $"{Operation} {JobId} on {HsmName}: {Status}";
}
