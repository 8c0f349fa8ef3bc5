using System.Diagnostics;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Keys;
using MhsmBackup.Service;

namespace MhsmBackup.Restores.Drills;

/// <summary>Restores backups into a drill HSM, one after the other, and compares the keys.</summary>
/// <param name="connections">How the drill HSM is reached.</param>
/// <param name="drillHsm">The drill HSM.</param>
/// <param name="isChecked">Whether the service checks each restore before it is begun.</param>
/// <param name="events">Is told how it goes.</param>
/// <param name="stopToken">Ends the waiting; a restore that was started runs on.</param>
internal sealed class DrillRun(ManagedHsmConnections connections, ManagedHsmAddress drillHsm, bool isChecked, DrillEvents events, CancellationToken stopToken)
{
    /// <summary>Drills one HSM.</summary>
    /// <param name="source">The HSM and its backup.</param>
    /// <returns>What was shown, and the error that goes with it; null for none.</returns>
    public async Task<(MhsmRestoreDrill Result, Exception? Error)> OfAsync(DrillSource source)
    {
        DateTime start = DateTime.UtcNow;
        var result = new MhsmRestoreDrill
        {
            HsmName = source.Hsm.Name,
            DestinationHsm = drillHsm.Name,
            BackupFolder = source.Backup.BackupFolder,
            BackupUri = source.Backup.BackupUri,
            BackupTime = source.Backup.Time,
            BackupAge = start - source.Backup.Time,
            StartTime = start,
        };
        (MhsmRestoreDrill ended, Exception? error) = await RestoreAsync(result, source).ConfigureAwait(false);
        return (ended with { EndTime = DateTime.UtcNow }, error);
    }

    private async Task<(MhsmRestoreDrill Result, Exception? Error)> RestoreAsync(MhsmRestoreDrill result, DrillSource source)
    {
        MhsmJob job;
        try
        {
            if (isChecked && await CheckAsync(source).ConfigureAwait(false) is Exception refusal) return Failed(result, refusal);
            job = await StartAsync(source).ConfigureAwait(false);
        }
        catch (Exception e) when (!stopToken.IsCancellationRequested)
        {
            Exception known = DrillProblem.Explain(e, drillHsm);
            // A start whose answer was lost may have been carried out.
            return (result with { Succeeded = e is MhsmStartUncertainException ? null : false, Problem = known.Message }, known);
        }

        result = result with { JobId = job.JobId };
        try
        {
            job = await JobEnd.OfAsync(job, connections, events.Seen, Troubled, stopToken).ConfigureAwait(false);
        }
        catch (MhsmException e)
        {
            string lost = $"The end of the restore {job.JobId} on {drillHsm.Name} was not seen. {e.Message}{Environment.NewLine}To come back: {JobVerdict.ComeBackTo(job)}. Then drill again.";
            return (result with { Problem = lost }, new MhsmException(e.ErrorId, lost, e));
        }
        finally
        {
            events.Left(job);
        }

        result = result with { RestoreDuration = job.Duration };
        return DrillProblem.Of(job, drillHsm) is Exception failure
            ? (result with { Succeeded = false, Problem = job.Reason ?? failure.Message }, failure)
            : await VerifyAsync(result, source).ConfigureAwait(false);
    }

    private async Task<Exception?> CheckAsync(DrillSource source)
    {
        try
        {
            MhsmJob check = await PreCheck.OfRestoreAsync(connections, drillHsm, source.Storage, Troubled, stopToken).ConfigureAwait(false);
            return DrillProblem.Of(check, drillHsm);
        }
        catch (MhsmServiceException e) when (PreCheck.IsUnknownToService(e))
        {
            events.Tell($"{drillHsm.Name} has no check before a restore in this api-version; the restore itself will tell. {e.Message}");
            return null;
        }
    }

    private async Task<MhsmJob> StartAsync(DrillSource source)
    {
        await connections.SignInForAsync(drillHsm, stopToken).ConfigureAwait(false);
        stopToken.ThrowIfCancellationRequested();
        events.Starting();
        try
        {
            // It must not be canceled: a lost answer is a lost job id.
            MhsmJob job = await connections.For(drillHsm).StartRestoreAsync(source.Storage, CancellationToken.None).ConfigureAwait(false);
            events.Seen(job);
            events.Tell($"The restore {job.JobId} of {source.Backup.BackupUri} into {drillHsm.Name} was started.");
            return job;
        }
        finally
        {
            events.Answered();
        }
    }

    private async Task<(MhsmRestoreDrill Result, Exception? Error)> VerifyAsync(MhsmRestoreDrill result, DrillSource source)
    {
        if (source.Keys.Expected.Count == 0 && source.Keys.WhyUnread is not null)
            return Unverified(result, $"The keys of {source.Hsm.Name} could not be read and none was named with -KeyName, so nothing was compared.");

        var watch = Stopwatch.StartNew();
        try
        {
            Dictionary<string, IReadOnlyList<ManagedHsmKey>> found = await ReadRestoredAsync(source.Keys.Expected).ConfigureAwait(false);
            DrillComparison comparison = DrillComparison.Of(source.Keys.Expected, found, source.Backup.Time);
            result = result with
            {
                Succeeded = comparison.IsSame,
                VerifyDuration = watch.Elapsed,
                KeysExpected = comparison.Expected,
                KeysFound = comparison.Found,
                MissingKeys = comparison.Missing,
                DifferentKeys = comparison.Different,
                NewerThanBackup = comparison.Newer,
            };
            if (comparison.IsSame == true) return (result, null);
            if (comparison.IsSame is null)
                return Unverified(result, comparison.Expected == 0
                    ? $"{source.Hsm.Name} has no key that is as old as the backup, so nothing was compared. Name keys with -KeyName that the backup must hold."
                    : $"{comparison.Uncompared.Count} keys or versions of {source.Hsm.Name} are there and could not be compared, because one of the two HSMs does not let them be read.");
            MhsmException error = DrillProblem.Different(source, drillHsm, comparison);
            return (result with { Problem = error.Message }, error);
        }
        catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
        {
            return Unverified(
                result with { VerifyDuration = watch.Elapsed },
                $"{source.Hsm.Name} was restored into {drillHsm.Name}, and its keys could not be compared: a restore brings the role assignments of its source along. {e.Message}");
        }
        catch (MhsmException e)
        {
            return (result with { VerifyDuration = watch.Elapsed, Problem = e.Message }, e);
        }
    }

    private async Task<Dictionary<string, IReadOnlyList<ManagedHsmKey>>> ReadRestoredAsync(IReadOnlyList<DrillExpectation> expected)
    {
        IManagedHsmKeyClient keys = connections.KeysOf(drillHsm);
        Dictionary<string, IReadOnlyList<ManagedHsmKey>> versions = await KeyReads.ListVersionsAsync(keys, expected.Select(key => key.Name), stopToken).ConfigureAwait(false);
        return await KeyReads.ReadAsync(keys, versions, stopToken).ConfigureAwait(false);
    }

    private (MhsmRestoreDrill Result, Exception? Error) Unverified(MhsmRestoreDrill result, string why)
    {
        events.Warn(why);
        return (result with { Problem = why }, null);
    }

    private static (MhsmRestoreDrill Result, Exception? Error) Failed(MhsmRestoreDrill result, Exception error) =>
        (result with { Succeeded = false, Problem = error.Message }, error);

    private void Troubled(MhsmJob job, Exception why) =>
        events.Warn($"The state of job {job.JobId} on {job.HsmName} cannot be read; it is tried again. {why.Message}");
}
