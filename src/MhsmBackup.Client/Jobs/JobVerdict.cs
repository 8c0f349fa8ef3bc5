using MhsmBackup.Errors;
using MhsmBackup.Restores;
using MhsmBackup.Service;

namespace MhsmBackup.Jobs;

/// <summary>Says what a job's end means: the service's own words first, then what to do.</summary>
internal static class JobVerdict
{
    /// <summary>The error of a job that ended without success, or null for one that succeeded or still runs.</summary>
    public static MhsmJobException? ErrorOf(MhsmJob job)
    {
        if (!job.HasEnded || MhsmJobStatus.IsSucceeded(job.Status)) return null;
        bool isCanceled = MhsmJobStatus.IsCanceled(job.Status);
        string message = $"{Title(job)} {(isCanceled ? "was canceled" : "failed")}: {job.Reason ?? "the service gave no reason"}";
        string hint = HintFor(job);
        if (hint.Length > 0) message += Environment.NewLine + hint;
        return new MhsmJobException(isCanceled ? MhsmErrorId.JobCanceled : MhsmErrorId.JobFailed, message, job);
    }

    /// <summary>Why a check has not passed: the service's words, then what to do.</summary>
    public static string WhyNot(MhsmJob check)
    {
        string reason = check.Reason ?? (MhsmJobStatus.IsCanceled(check.Status) ? "The check was canceled." : "The service gave no reason.");
        string hint = HintFor(check);
        return hint.Length == 0 ? reason : $"{reason.TrimEnd('.')}. {hint}";
    }

    /// <summary>The error of a job that had not ended in time.</summary>
    public static MhsmJobException TimeoutOf(MhsmJob job, TimeSpan timeout) => new(
        MhsmErrorId.WaitTimedOut,
        $"{Title(job)} is still {job.Status} after {timeout:c}. It runs on; come back to it with: {ComeBackTo(job)}",
        job);

    /// <summary>The command that finds a job again, from any machine.</summary>
    public static string ComeBackTo(MhsmJob job) =>
        $"Get-MhsmJob -HsmName {ShortestAddressOf(job)} -JobId {job.JobId} -Operation {job.Operation} | Wait-MhsmJob";

    /// <summary>The HSM's name where it is enough to find it from any machine, else its URL.</summary>
    public static string ShortestAddressOf(MhsmJob job) =>
        ManagedHsmCloud.OfHsmHost(job.HsmUri.Host) == ManagedHsmCloud.Public ? job.HsmName : job.HsmUri.AbsoluteUri;

    /// <summary>A job in words: <c>The backup 4c9e… of contoso-hsm</c>.</summary>
    public static string Title(MhsmJob job)
    {
        string what = job.Operation == MhsmOperation.SelectiveKeyRestore && job.KeyName is not null ? $"restore of key {job.KeyName}" : ServiceRefusal.Word(job.Operation);
        return $"The {what} ({job.JobId}) on {job.HsmName}";
    }

    private static string HintFor(MhsmJob job)
    {
        string reason = job.Reason ?? string.Empty;
        bool isBackup = job.Operation is MhsmOperation.Backup or MhsmOperation.PreBackup;
        if (Has(reason, "ResourceNotFound"))
        {
            return isBackup
                ? "The HSM found no container that it may write to: check that the container exists and that the SAS token or the managed identity is for it."
                : "The HSM found no such container or folder that it may read: check both, and that the SAS token or the managed identity is for the container.";
        }

        if (job.Operation == MhsmOperation.Restore && RestoreRule.IsMeant(reason)) return RestoreRule.Advice;
        return Has(reason, "Invalid backup")
            ? "The folder holds no backup that this HSM can read: check the folder's name, and that the backup is of the same security domain."
            : string.Empty;
    }

    private static bool Has(string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
