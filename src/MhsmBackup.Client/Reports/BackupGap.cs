namespace MhsmBackup.Reports;

/// <summary>A time without a good backup that is longer than the objective.</summary>
/// <param name="From">When the backup before it was started, in UTC.</param>
/// <param name="To">When the next one was started, in UTC; the time of the report while there is none.</param>
/// <param name="IsOpen">Whether there is no next one yet.</param>
public sealed record BackupGap(DateTime From, DateTime To, bool IsOpen)
{
    /// <summary>How long it is.</summary>
    public TimeSpan Length => To - From;
}
