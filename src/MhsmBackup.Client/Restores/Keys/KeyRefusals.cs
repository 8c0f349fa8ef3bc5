using MhsmBackup.Errors;
using MhsmBackup.Keys;
using MhsmBackup.Storage;

namespace MhsmBackup.Restores.Keys;

/// <summary>Why a key is not restored, with the command that comes next.</summary>
internal static class KeyRefusals
{
    /// <summary>The key is there.</summary>
    public static MhsmException Live(KeyRestorePlan plan, ManagedHsmKey key) => new(
        MhsmErrorId.KeyExists,
        $"{plan.Target} is live (version {key.Version}), and a key is restored only where there is none. Nothing was changed. If the backup's state is wanted in its place: "
        + $"az keyvault key delete --hsm-name {plan.Hsm.Name} --name {plan.KeyName}, then this command again with -Purge, which is final.");

    /// <summary>The key is soft-deleted, and nothing says what to do with it.</summary>
    public static MhsmException Deleted(KeyRestorePlan plan, ManagedHsmKey key) => new(
        MhsmErrorId.KeyIsDeleted,
        $"{plan.Target} is soft-deleted{On(key.DeletedDate, "since")}, and a key is restored only where there is none. Nothing was changed. Two ways:{Environment.NewLine}"
        + $"  as it was when it was deleted: Restore-MhsmKey {plan.Hsm.Name} -KeyName {plan.KeyName} -Recover{Environment.NewLine}"
        + $"  as it is in the backup: this command again with -Purge, which purges the deleted key first, for good{On(key.ScheduledPurgeDate, "; by itself the service would purge it at")}.");

    /// <summary>Whether the key is soft-deleted may not be seen, so it may not be purged either.</summary>
    public static MhsmException PurgeNotPermitted(KeyRestorePlan plan, string words) => new(
        MhsmErrorId.AccessDenied,
        $"-Purge needs the local role Managed HSM Crypto Officer on {plan.Hsm.Name} beside the one that restores, and who is signed in has it not. Nothing was changed.{Environment.NewLine}{words.Split('\n')[0].TrimEnd()}{Environment.NewLine}"
        + $"Somebody who is Managed HSM Administrator assigns it: az keyvault role assignment create --hsm-name {plan.Hsm.Name} --role \"Managed HSM Crypto Officer\" --assignee-object-id <object id> --assignee-principal-type ServicePrincipal --scope /keys");

    /// <summary>The backup was neither seen to be whole here nor checked by the service, so nothing is purged for it.</summary>
    public static MhsmException BackupNotSeen(KeyRestorePlan plan, string words) => new(
        MhsmErrorId.PreCheckFailed,
        $"{plan.KeyName} is not purged, because nothing shows that {plan.Backup!.Container.FolderUri} holds a whole backup. {words} Nothing was changed.{Environment.NewLine}"
        + $"See what there is: Get-MhsmBackup {plan.Backup.Container.Uri} -HsmName {plan.Hsm.Name}; then this command again, from where storage can be read (with -SasToken, made by New-MhsmSasToken -For Restore).");

    /// <summary>Another key's restore may run on the HSM, and one that is purged now could not be restored at once.</summary>
    public static MhsmException MayBeBusy(KeyRestorePlan plan, string open) => new(
        MhsmErrorId.OperationInProgress,
        $"{plan.Target} was left as it is, because {open}, and an HSM runs one restore at a time. See its jobs: Get-MhsmJob; when it has ended run the same command again for {plan.KeyName}.");

    /// <summary>The key cannot be recovered.</summary>
    public static MhsmException NothingToRecover(KeyRestorePlan plan) => new(
        MhsmErrorId.KeyNotFound,
        $"{plan.Target} is neither live nor soft-deleted: there is nothing to recover. Restore it from a backup: Restore-MhsmKey {plan.Hsm.Name} -KeyName {plan.KeyName} -ContainerUri <container> -BackupFolder <folder> -SasToken $sas");

    /// <summary>The service has not done what it accepted.</summary>
    public static MhsmException NotSeenDone(KeyRestorePlan plan, string what, string next) => new(
        MhsmErrorId.ServiceFailed,
        $"{plan.Target} was {what}, and {KeyRestorer.Patience.TotalMinutes:0} minutes later the service does not show it yet. {next}");

    private static string On(DateTime? time, string words) => time is DateTime at ? $" {words} {UtcText.Show(at)}".Replace(" ;", ";") : string.Empty;
}
