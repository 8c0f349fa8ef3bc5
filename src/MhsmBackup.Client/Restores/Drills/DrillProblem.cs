using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;

namespace MhsmBackup.Restores.Drills;

/// <summary>Says what stopped a drill and what to do, in the drill's own terms.</summary>
internal static class DrillProblem
{
    /// <summary>What a refusal or a fault means for a drill; the error as it is when it means nothing more.</summary>
    /// <param name="error">The error.</param>
    /// <param name="drillHsm">The drill HSM.</param>
    public static Exception Explain(Exception error, ManagedHsmAddress drillHsm)
    {
        if (RestoreRule.IsMeant(error)) return BackupNeeded(drillHsm, error.Message, error);
        return IsBusy(error) ? StillBusy(drillHsm, (MhsmException)error) : error;
    }

    /// <summary>The error of a job that did not succeed; null for one that did.</summary>
    public static Exception? Of(MhsmJob job, ManagedHsmAddress drillHsm)
    {
        MhsmException? error = job.Operation == MhsmOperation.PreRestore ? PreCheck.ErrorOf(job) : JobVerdict.ErrorOf(job);
        return error is not null && RestoreRule.IsMeant(job) ? BackupNeeded(drillHsm, error.Message, error) : error;
    }

    /// <summary>The error of a restore that ended well and has not brought what it should have.</summary>
    public static MhsmException Different(DrillSource source, ManagedHsmAddress drillHsm, DrillComparison comparison)
    {
        string[] what = [.. new[] { Words("missing", comparison.Missing), Words("different", comparison.Different) }.Where(words => words.Length > 0)];
        return new MhsmException(
            MhsmErrorId.DrillFailed,
            $"{source.Backup.BackupUri} was restored into {drillHsm.Name}, and not all keys of {source.Hsm.Name} are there and the same: {string.Join("; ", what)}. "
            + $"Take another backup and drill that: Start-MhsmBackup {AddressOf(source.Hsm)} -ContainerUri {source.Backup.ContainerUri} | Wait-MhsmJob");
    }

    private static MhsmException BackupNeeded(ManagedHsmAddress drillHsm, string words, Exception cause) => new(
        MhsmErrorId.SafetyBackupNeeded,
        $"{words}{Environment.NewLine}It is the age of the drill HSM's own last full backup that the service speaks of. Take one and drill again: "
        + $"Start-MhsmBackup {AddressOf(drillHsm)} | Wait-MhsmJob. If the service asks for one that is older, drill again {RestoreRule.LengthIn(words).TotalMinutes:0.##} minutes later.",
        cause);

    // The service has no list of its jobs: whoever started that one has its id.
    private static MhsmException StillBusy(ManagedHsmAddress drillHsm, MhsmException cause) => new(
        MhsmErrorId.OperationInProgress,
        $"{cause.Message}{Environment.NewLine}A backup or restore still runs on {drillHsm.Name}, perhaps of a drill that was cut off. Wait for its end, then drill again; it needs no -Force: "
        + $"Get-MhsmJob -HsmName {AddressOf(drillHsm)} -JobId <id> -Operation Restore | Wait-MhsmJob",
        cause);

    private static bool IsBusy(Exception error) => error is MhsmServiceException refusal
        && (refusal.ErrorId is MhsmErrorId.OperationInProgress or MhsmErrorId.RestoreInProgress
            || refusal.Error?.Chain().Any(e => e.Code == MhsmErrorId.RestoreInProgress || Has(e.Message, "restore is in progress")) == true);

    private static string Words(string what, IReadOnlyList<string> names) => names.Count == 0
        ? string.Empty
        : $"{names.Count} {what} ({string.Join(", ", names.Take(3))}{(names.Count > 3 ? ", ..." : string.Empty)})";

    private static string AddressOf(ManagedHsmAddress hsm) => hsm.Cloud == ManagedHsmCloud.Public ? hsm.Name : hsm.Uri.AbsoluteUri;

    private static bool Has(string? text, string part) => text?.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
