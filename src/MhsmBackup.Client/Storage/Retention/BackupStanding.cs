namespace MhsmBackup.Storage.Retention;

/// <summary>What a backup's blobs mean for its removal, before any rule is asked.</summary>
internal static class BackupStanding
{
    /// <summary>A backup whose last blob was written this recently may still be being written by the service.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);

    /// <summary>A backup that is not complete after this time will not become so.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromHours(24);

    /// <summary>Whether the service may still be writing it. A removal that has begun writes as well, and is none of it.</summary>
    public static bool IsBeingWritten(this MhsmStoredBackup backup, DateTime utcNow) => !backup.IsBeingRemoved && utcNow - backup.LastModified < Quiet;

    /// <summary>Whether it counts: it is complete, nobody writes it any more, and its time is not in the future.</summary>
    public static bool Counts(this MhsmStoredBackup backup, DateTime utcNow) =>
        backup.State == MhsmBackupState.Complete && !backup.IsBeingWritten(utcNow) && !backup.IsInFuture(utcNow);

    /// <summary>Why storage would refuse its removal; null when nothing is known to be in the way.</summary>
    public static string? ProtectionOf(MhsmStoredBackup backup, DateTime utcNow) =>
        backup.HasLegalHold == true ? "under a legal hold"
        : backup.ImmutableUntil > utcNow ? $"under a retention policy until {UtcText.Show(backup.ImmutableUntil.Value)}"
        : null;

    /// <summary>What is done with a backup that counts for no rule; null for one that does.</summary>
    public static MhsmRemovalPlan? PlanWithoutRules(MhsmStoredBackup backup, DateTime utcNow)
    {
        if (backup.IsBeingRemoved) return Remove("its removal had begun");
        if (backup.IsInFuture(utcNow)) return Keep("its time is in the future");
        if (backup.IsBeingWritten(utcNow)) return Keep($"may still be being written: a blob is of {UtcText.Show(backup.LastModified!.Value)}");
        if (backup.State == MhsmBackupState.Unchecked) return Keep("its blobs could not all be looked at");
        if (backup.State == MhsmBackupState.Complete) return null;
        return utcNow - backup.Time >= Abandoned
            ? Remove("not complete, and older than 24 hours")
            : Keep("not complete, and may still be being written: younger than 24 hours");

        MhsmRemovalPlan Remove(string reason) => MhsmRemovalPlan.Of(backup, MhsmRemovalAction.Remove, reason);
        MhsmRemovalPlan Keep(string reason) => MhsmRemovalPlan.Of(backup, MhsmRemovalAction.Keep, reason);
    }
}
