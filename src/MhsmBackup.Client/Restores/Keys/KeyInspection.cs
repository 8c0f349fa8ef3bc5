using System.Collections.Concurrent;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Keys;
using MhsmBackup.Service;

namespace MhsmBackup.Restores.Keys;

/// <summary>
/// Finds out, before anything is changed, whether a key can be restored: is it there, and, where one has to be purged for it,
/// is the backup good and may the caller restore.
/// </summary>
internal sealed class KeyInspection(ManagedHsmConnections connections, StorageView storage)
{
    // One look and one check for all keys of a backup: a check keeps the HSM busy for seconds.
    private readonly ConcurrentDictionary<(Uri Hsm, Uri Backup), Lazy<Task<IReadOnlyList<string>>>> _backups = new();
    private readonly ConcurrentDictionary<Uri, SemaphoreSlim> _turns = new();

    /// <summary>Inspects.</summary>
    /// <exception cref="MhsmException">The key cannot be restored, or must not be purged for it; see <see cref="KeyRefusals"/>.</exception>
    public async Task<KeyFindings> RunAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        KeySight sight = await LookAsync(plan, cancellationToken).ConfigureAwait(false);
        if (plan.Backup is null) return OfRecovery(plan, sight);
        switch (sight.State)
        {
            case KeyState.Live:
                throw KeyRefusals.Live(plan, sight.Key!);
            case KeyState.Deleted when !plan.MayPurge:
                throw KeyRefusals.Deleted(plan, sight.Key!);
            case KeyState.Deleted:
                return new KeyFindings(sight) { Warnings = await CheckBackupAsync(plan, cancellationToken).ConfigureAwait(false) };
            case KeyState.Unknown when plan.MayPurge && sight.WhyDeletedUnknown is string words:
                throw KeyRefusals.PurgeNotPermitted(plan, words);
            case KeyState.Unknown:
                return new KeyFindings(sight)
                {
                    Warnings = [$"Whether a key is there already may not be seen on {plan.Hsm.Name} by who is signed in; the service refuses by itself where one is. -Verbose says why."],
                    Notes = [$"{plan.KeyName} could not be looked at: {sight.WhyLiveUnknown ?? sight.WhyDeletedUnknown}"],
                };
            default:
                return new KeyFindings(sight);
        }
    }

    private async Task<KeySight> LookAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        await connections.SignInForAsync(plan.Hsm, cancellationToken).ConfigureAwait(false);
        return await KeySight.LookAsync(connections.KeysOf(plan.Hsm), plan.KeyName, cancellationToken).ConfigureAwait(false);
    }

    private static KeyFindings OfRecovery(KeyRestorePlan plan, KeySight sight) => sight.State switch
    {
        KeyState.Absent => throw KeyRefusals.NothingToRecover(plan),
        KeyState.Live => new KeyFindings(sight) { Notes = [$"{plan.Target} is live: there is nothing to recover."] },
        _ => new KeyFindings(sight),
    };

    private Task<IReadOnlyList<string>> CheckBackupAsync(KeyRestorePlan plan, CancellationToken cancellationToken) => _backups.GetOrAdd(
        (plan.Hsm.Uri, plan.Backup!.Container.FolderUri),
        _ => new Lazy<Task<IReadOnlyList<string>>>(() => CheckBackupOnceAsync(plan, cancellationToken))).Value;

    // A purge is final, so the backup must have been shown to be good: by the service's check, or, where that says nothing of the
    // backup, by what storage shows here.
    private async Task<IReadOnlyList<string>> CheckBackupOnceAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        var warnings = new List<string>();
        BackupSight sight = await storage.LookAsync(plan.Backup!, cancellationToken).ConfigureAwait(false);
        if (sight.WhyNotSeen is not null) warnings.Add($"{plan.Backup!.Container.FolderUri} could not be looked at from here; the service checks it by itself. {sight.WhyNotSeen}");
        try
        {
            MhsmJob check = await CheckInTurnAsync(plan, cancellationToken).ConfigureAwait(false);
            // The rule about the destination's own last backup is one of full restores. A service that stops at it has not looked at the backup.
            if (RestoreRule.IsMeant(check)) DemandSeen(plan, sight, $"The service's check ended at another rule: {check.Reason}");
            else if (PreCheck.ErrorOf(check) is MhsmException failure) throw failure;
        }
        catch (MhsmException e) when (e.ErrorId == MhsmErrorId.ApiVersionTooOld || PreCheck.IsUnknownToService(e))
        {
            DemandSeen(plan, sight, "The service has no check before api-version 7.6.");
            await DemandRightAsync(plan, cancellationToken).ConfigureAwait(false);
            warnings.Add($"{plan.Hsm.Name} has not checked the backup: its API has no such check before version 7.6.");
        }

        return warnings;
    }

    // An HSM refuses a second check while one runs.
    private async Task<MhsmJob> CheckInTurnAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(plan.Hsm.Uri, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PreCheck.OfRestoreAsync(connections, plan.Hsm, plan.Backup!, troubled: null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static void DemandSeen(KeyRestorePlan plan, BackupSight sight, string whyUnchecked)
    {
        if (sight.Backup?.IsComplete == true) return;
        throw KeyRefusals.BackupNotSeen(plan, $"{whyUnchecked} {sight.WhyNotSeen ?? "Its folder is not named as the service names a backup's, so what it holds could not be judged from here."}");
    }

    // Without a check the caller's right shows in a read alone: of a restore that there is not.
    private async Task DemandRightAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        var none = new MhsmJob
        {
            HsmName = plan.Hsm.Name, HsmUri = plan.Hsm.Uri, JobId = Guid.NewGuid().ToString("N"), Operation = MhsmOperation.SelectiveKeyRestore, Status = MhsmJobStatus.InProgress,
        };
        try
        {
            await connections.For(plan.Hsm).GetRestoreStatusAsync(none, cancellationToken).ConfigureAwait(false);
        }
        catch (MhsmServiceException e) when (e.Status == 404)
        {
            // Whoever may not restore is refused before that.
        }
    }
}
