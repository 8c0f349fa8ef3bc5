using MhsmBackup.Emulator.Wire;

namespace MhsmBackup.Emulator.Jobs;

/// <summary>A backup, a restore or a check, running or ended.</summary>
public sealed class HsmJob
{
    private static readonly ServiceError NoError = new(null, null);

    private readonly Lock gate = new();
    private readonly TaskCompletionSource completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource finishNow = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string status = JobStatus.InProgress;
    private string? statusDetails;
    private DateTimeOffset? endTime;
    private string? backupUri;

    internal HsmJob(HsmJobKind kind, DateTimeOffset startTime)
    {
        Kind = kind;
        StartTime = startTime;
    }

    /// <summary>32 hex digits.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>What it does.</summary>
    public HsmJobKind Kind { get; }

    /// <summary>When it started, by the HSM's clock.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>The status word, as a caller sees it.</summary>
    public string Status
    {
        get
        {
            lock (gate)
            {
                return status;
            }
        }
    }

    /// <summary>Where the backup lies, once it has succeeded.</summary>
    public string? BackupUri
    {
        get
        {
            lock (gate)
            {
                return backupUri;
            }
        }
    }

    /// <summary>Ends when the job has ended, however it did; a job of an emulator that is stopped first is canceled.</summary>
    public Task Completion => completion.Task;

    internal bool IsBackup => Kind is HsmJobKind.Backup or HsmJobKind.BackupCheck;

    internal Task FinishRequested => finishNow.Task;

    /// <summary>Lets a job that is held by its duration end now.</summary>
    public void FinishNow() => finishNow.TrySetResult();

    internal JobBody ToBody()
    {
        lock (gate)
        {
            bool succeeded = status == JobStatus.Succeeded;
            JobBody body = IsBackup ? new BackupJobBody { Status = status, StartTime = Seconds(StartTime), JobId = Id, BackupUri = backupUri }
                : new JobBody { Status = status, StartTime = Seconds(StartTime), JobId = Id };
            return body with
            {
                StatusDetails = statusDetails,
                EndTime = endTime is { } end ? Seconds(end) : null,

                // As recorded: an object of nulls while it runs and when it failed, null itself on success.
                Error = succeeded ? null : NoError,
            };
        }
    }

    internal void Show(string word, string? details)
    {
        lock (gate)
        {
            status = word;
            statusDetails = details;
        }
    }

    internal void End(string word, string? details, DateTimeOffset now, string? uri = null)
    {
        lock (gate)
        {
            status = word;
            statusDetails = details;
            endTime = now;
            backupUri = uri;
        }
    }

    internal void Complete() => completion.TrySetResult();

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();
}
