using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Keys;
using MhsmBackup.Service;

namespace MhsmBackup.Restores.Keys;

/// <summary>Purges, recovers and restores a key, each step only when the one before it is seen to be done.</summary>
/// <param name="connections">How the HSM is reached.</param>
/// <param name="tell">Hears of each step.</param>
internal sealed class KeyRestorer(ManagedHsmConnections connections, Action<string> tell)
{
    // A name can still be taken for some seconds after its purge: https://github.com/Azure/azure-sdk-for-net/issues/26027
    private static readonly TimeSpan NamePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(8);

    /// <summary>How long a purge or a recovery may take until it shows.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Purges a soft-deleted key, and returns when it is seen to be gone.</summary>
    /// <exception cref="MhsmException">It was refused, or does not show.</exception>
    public async Task PurgeAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        IManagedHsmKeyClient keys = connections.KeysOf(plan.Hsm);
        // False: another run has done it, or this one, whose answer was lost.
        if (await DoAsync(keys.PurgeAsync(plan.KeyName, cancellationToken), $"Whether {plan.KeyName} was purged is not known").ConfigureAwait(false)) tell($"{plan.Target} is purged.");
        bool isGone;
        try
        {
            isGone = await IsSeenAsync(async () => await keys.FindDeletedAsync(plan.KeyName, cancellationToken).ConfigureAwait(false) is null, cancellationToken).ConfigureAwait(false);
        }
        catch (MhsmException e)
        {
            throw AfterPurge(plan, e);
        }

        if (!isGone) throw KeyRefusals.NotSeenDone(plan, "purged", "It was not restored. Run the same command again: it goes on where this one ended.");
    }

    /// <summary>Makes a soft-deleted key live again, and returns when it is seen.</summary>
    /// <returns>The key; null when who is signed in may not read it.</returns>
    /// <exception cref="MhsmException">It was refused, or does not show.</exception>
    public async Task<ManagedHsmKey?> RecoverAsync(KeyRestorePlan plan, CancellationToken cancellationToken)
    {
        IManagedHsmKeyClient keys = connections.KeysOf(plan.Hsm);
        if (await DoAsync(keys.RecoverAsync(plan.KeyName, cancellationToken), $"Whether {plan.KeyName} was recovered is not known").ConfigureAwait(false)) tell($"{plan.Target} is recovered.");
        ManagedHsmKey? key = null;
        bool isThere = await IsSeenAsync(async () => (key = await keys.FindAsync(plan.KeyName, version: null, cancellationToken).ConfigureAwait(false)) is not null, cancellationToken).ConfigureAwait(false);
        return isThere ? key : throw KeyRefusals.NotSeenDone(plan, "recovered", "Look again later: az keyvault key show.");
    }

    /// <summary>Starts the restore of a key.</summary>
    /// <param name="plan">Which.</param>
    /// <param name="start">Sends the start.</param>
    /// <param name="before">Whether the key was there. One that was purged, by this run or another, may hold its name for some seconds.</param>
    /// <param name="cancellationToken">Ends the waiting between two tries.</param>
    /// <exception cref="MhsmException">It was refused.</exception>
    public async Task<MhsmJob> RestoreAsync(KeyRestorePlan plan, Func<Func<IManagedHsmBackupClient, Task<MhsmJob>>, Task<MhsmJob>> start, KeyState before, CancellationToken cancellationToken)
    {
        bool isNameFree = before == KeyState.Deleted || (plan.MayPurge && before == KeyState.Absent);
        DateTime until = DateTime.UtcNow + NamePatience;
        for (TimeSpan delay = TimeSpan.FromSeconds(1); ; delay = Longer(delay))
        {
            try
            {
                return await start(client => client.StartSelectiveKeyRestoreAsync(plan.KeyName, plan.Backup!, CancellationToken.None)).ConfigureAwait(false);
            }
            catch (MhsmServiceException e) when (isNameFree && e.Status == 409 && e.ErrorId is MhsmErrorId.KeyExists or MhsmErrorId.Conflict && DateTime.UtcNow + delay < until)
            {
                tell($"{plan.Target} is not free yet after its purge: it is asked for again in {delay.TotalSeconds:0} s. {e.Message}");
                await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
            }
            catch (MhsmStartUncertainException e) when (before == KeyState.Deleted)
            {
                throw new MhsmStartUncertainException(
                    $"{e.Message}{Environment.NewLine}{plan.KeyName} was purged before. If no restore of it runs, run the same command again: it goes on where this one ended.", e.SentAfter, e);
            }
            catch (MhsmException e) when (before == KeyState.Deleted)
            {
                throw AfterPurge(plan, e);
            }
        }
    }

    // The key is in the backup alone now: whoever reads the error must know.
    private static MhsmException AfterPurge(KeyRestorePlan plan, MhsmException e) =>
        new(e.ErrorId, $"{e.Message}{Environment.NewLine}{plan.KeyName} was purged and is not restored. Run the same command again: it goes on where this one ended.", e);

    private static TimeSpan Longer(TimeSpan delay) => delay + delay < LongestDelay ? delay + delay : LongestDelay;

    private static async Task<bool> DoAsync(Task<bool> step, string open)
    {
        try
        {
            return await step.ConfigureAwait(false);
        }
        catch (MhsmConnectionException e)
        {
            throw new MhsmException(e.ErrorId, $"{e.Message}{Environment.NewLine}{open}. Run the same command again: it goes on where this one ended.", e);
        }
    }

    // Not permitted to look: the service has accepted the step, and that is all there is to know.
    private static async Task<bool> IsSeenAsync(Func<Task<bool>> look, CancellationToken cancellationToken)
    {
        DateTime until = DateTime.UtcNow + Patience;
        for (TimeSpan delay = TimeSpan.FromSeconds(0.5); ; delay = Longer(delay))
        {
            try
            {
                if (await look().ConfigureAwait(false)) return true;
            }
            catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
            {
                return true;
            }

            if (DateTime.UtcNow + delay >= until) return false;
            await Task.Delay(delay, cancellationToken).ConfigureAwait(false);
        }
    }
}
