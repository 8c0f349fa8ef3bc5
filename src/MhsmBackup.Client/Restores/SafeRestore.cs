using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Restores;

/// <summary>
/// Backs the destination up, then restores it. Either reading of the service's rule about that backup's age succeeds: the
/// restore is asked for at once, and asked for again when the backup is old enough, if the service wants it older.
/// </summary>
internal sealed class SafeRestore
{
    private const int MostLateTries = 5;

    // A restore that was accepted may still be refused for the rule: it is followed until it has ended, is seen to be under way
    // (restore mode), or for so long.
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(2);

    // Clocks differ, and the service tells whole seconds.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LateDelay = TimeSpan.FromSeconds(20);

    private readonly ManagedHsmConnections _connections;
    private readonly FullRestorePlan _plan;
    private readonly ISafeRestoreSteps _steps;

    public SafeRestore(ManagedHsmConnections connections, FullRestorePlan plan, ISafeRestoreSteps steps)
    {
        _connections = connections;
        _plan = plan;
        _steps = steps;
    }

    /// <summary>Runs it.</summary>
    /// <param name="known">A backup of the destination that serves as the safety backup; null to take one.</param>
    /// <param name="cancellationToken">Ends the waiting, never a job.</param>
    /// <returns>The restore's job.</returns>
    /// <exception cref="MhsmException">The backup failed, and nothing was restored; or the restore was refused for good.</exception>
    public async Task<MhsmJob> RunAsync(MhsmStoredBackup? known, CancellationToken cancellationToken)
    {
        DateTime backedUp = known is null ? await BackUpAsync(cancellationToken).ConfigureAwait(false) : known.LastModified ?? known.Time;
        for (int late = 0; ;)
        {
            MhsmJob? job = null;
            MhsmServiceException? refusal = null;
            try
            {
                job = await _steps.StartAsync(client => client.StartRestoreAsync(_plan.Backup, CancellationToken.None)).ConfigureAwait(false);
                job = await WatchAsync(job, cancellationToken).ConfigureAwait(false);
                if (!RestoreRule.IsMeant(job)) return job;
            }
            catch (MhsmServiceException e) when (RestoreRule.IsMeant(e))
            {
                refusal = e;
            }

            DateTime due = backedUp + RestoreRule.LengthIn(refusal?.Error?.ToString() ?? job?.Reason) + Margin;
            if (due > DateTime.UtcNow)
            {
                await _steps.WaitUntilAsync(due, refusal?.Message ?? job!.Reason!, cancellationToken).ConfigureAwait(false);
            }
            else if (known is not null)
            {
                // The rule may want a younger one than the backup that was found.
                known = null;
                backedUp = await BackUpAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (++late <= MostLateTries)
            {
                await _steps.WaitUntilAsync(DateTime.UtcNow + LateDelay, refusal?.Message ?? job!.Reason!, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                return job ?? throw refusal!;
            }
        }
    }

    private async Task<DateTime> BackUpAsync(CancellationToken cancellationToken)
    {
        MhsmJob job = await _steps.StartAsync(client => client.StartBackupAsync(_plan.Safety!, CancellationToken.None)).ConfigureAwait(false);
        if (!job.HasEnded) job = await JobEnd.OfAsync(job, _connections, _steps.Seen, _steps.Troubled, cancellationToken).ConfigureAwait(false);
        _steps.BackedUp(job);
        if (JobVerdict.ErrorOf(job) is MhsmJobException failure)
            throw new MhsmJobException(failure.ErrorId, $"{failure.Message}{Environment.NewLine}Nothing was restored: the safety backup goes first.", job);
        return job.EndTime ?? DateTime.UtcNow;
    }

    private async Task<MhsmJob> WatchAsync(MhsmJob job, CancellationToken cancellationToken)
    {
        if (job.HasEnded) return job;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Watched);
        MhsmJob seen = job;
        try
        {
            return await JobEnd.OfAsync(
                job,
                _connections,
                read => _steps.Seen(seen = read),
                (_, why) =>
                {
                    if (RestoreMode.IsMeant(why)) limit.Cancel(); // it is under way
                },
                limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MhsmException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // It runs, or cannot be read now: whoever waits for it will see.
            return seen;
        }
    }
}
