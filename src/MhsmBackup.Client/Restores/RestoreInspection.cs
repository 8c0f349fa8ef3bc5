using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Reports;
using MhsmBackup.Service;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Restores;

/// <summary>
/// Finds out what there is to know before a full restore wipes an HSM: the backup in storage, the safety backup that an
/// earlier run has left, and what the service's own check says. It changes nothing.
/// </summary>
internal sealed class RestoreInspection(ManagedHsmConnections connections, StorageView storage)
{
    /// <summary>Inspects.</summary>
    /// <exception cref="MhsmException">
    /// The restore would fail or must not be done: <see cref="MhsmErrorId.BackupNotFound"/>, <see cref="MhsmErrorId.BackupIncomplete"/>,
    /// <see cref="MhsmErrorId.PreCheckFailed"/>, <see cref="MhsmErrorId.SafetyBackupNeeded"/>, or the refusal of the check's start.
    /// </exception>
    public async Task<RestoreFindings> RunAsync(FullRestorePlan plan, CancellationToken cancellationToken)
    {
        var findings = new RestoreFindings();
        Task looking = plan.ChecksBackup ? LookAsync(plan, findings, cancellationToken) : Task.CompletedTask;
        await looking.ConfigureAwait(false);
        // The service is asked only about a backup that is not known to be missing: a check keeps the HSM busy for seconds.
        if (plan.PreChecks) await PreCheckAsync(plan, findings, cancellationToken).ConfigureAwait(false);
        if (plan.Safety is not null) await FindSafetyBackupAsync(plan, findings, cancellationToken).ConfigureAwait(false);
        return findings;
    }

    private async Task LookAsync(FullRestorePlan plan, RestoreFindings findings, CancellationToken cancellationToken)
    {
        string folder = plan.Backup.Container.Folder!;
        WarnOfOtherHsm(plan, folder, findings);
        BackupSight sight = await storage.LookAsync(plan.Backup, cancellationToken).ConfigureAwait(false);
        findings.Sight = sight;
        if (sight.WhyNotSeen is string why)
        {
            findings.Warnings.Add($"{plan.Backup.Container.FolderUri} could not be looked at from here; the HSM reads it by itself. -Verbose says why.");
            findings.Notes.Add($"The look into storage failed: {why}");
        }

        if (sight.Newer is MhsmStoredBackup newer)
            findings.Warnings.Add($"{newer.HsmName} has a newer backup in this place: {newer.BackupFolder}, taken {UtcText.Show(newer.Time)}.");
    }

    private static void WarnOfOtherHsm(FullRestorePlan plan, string folder, RestoreFindings findings)
    {
        if (!BackupFolderName.TryParse(folder, out BackupFolderName? name) || name!.HsmName.Equals(plan.Hsm.Name, StringComparison.OrdinalIgnoreCase)) return;
        findings.Warnings.Add($"The backup is of {name.HsmName}, and {plan.Hsm.Name} would be restored from it: it gets the keys and the role assignments of {name.HsmName}.");
    }

    private async Task PreCheckAsync(FullRestorePlan plan, RestoreFindings findings, CancellationToken cancellationToken)
    {
        MhsmJob check;
        try
        {
            check = await PreCheck.OfRestoreAsync(connections, plan.Hsm, plan.Backup, troubled: null, cancellationToken).ConfigureAwait(false);
        }
        catch (MhsmException e) when (e.ErrorId == MhsmErrorId.ApiVersionTooOld || PreCheck.IsUnknownToService(e))
        {
            findings.Warnings.Add($"{plan.Hsm.Name} has not checked the restore: its API has no such check before version 7.6.");
            findings.Notes.Add(e.Message);
            return;
        }

        if (RestoreRule.IsMeant(check))
        {
            if (plan.Safety is null) throw RestoreRule.Refusal(plan.Hsm, check.Reason!);
            findings.Notes.Add($"The service's check speaks of the age of the last backup, which the safety backup settles: {check.Reason}");
        }
        else if (PreCheck.ErrorOf(check) is MhsmException failure)
        {
            throw failure;
        }
    }

    // A backup that an earlier run has left serves only where it is seen to have all that the HSM holds.
    private async Task FindSafetyBackupAsync(FullRestorePlan plan, RestoreFindings findings, CancellationToken cancellationToken)
    {
        try
        {
            bool isOneContainer = plan.Safety!.Container.Uri == plan.Backup.Container.Uri;
            // The SAS of a backup lists nothing, and that of a restore does.
            StorageContainer container = storage.Open(isOneContainer ? plan.Backup : plan.Safety);
            MhsmStoredBackup? found = await SafetyBackup.FindAsync(
                container, plan.Safety.Container.Folder, plan.Hsm.Name, isOneContainer ? plan.Backup.Container.Folder : null, cancellationToken).ConfigureAwait(false);
            if (found is not null && await SafetyBackup.IsCurrentAsync(connections.KeysOf(plan.Hsm), found, cancellationToken).ConfigureAwait(false)) findings.SafetyBackup = found;
        }
        catch (Exception e) when (e is MhsmException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            findings.Notes.Add($"Whether an earlier run has left a safety backup that has every key was not seen; a new one is taken. {e.Message}");
        }

        if (findings.SafetyBackup is MhsmStoredBackup safety)
        {
            findings.Warnings.Add(
                $"{safety.BackupFolder} is a full backup of {plan.Hsm.Name} that is younger than {ReportWords.Duration(RestoreRule.Documented)}, and no key was made, changed or deleted since: "
                + $"it serves as the safety backup. Role assignments that were changed after {UtcText.Show(safety.Time)} are in no backup.");
        }
    }
}
