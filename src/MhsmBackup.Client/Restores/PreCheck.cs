using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Restores;

/// <summary>Lets the service check a restore before it is begun. Nothing is changed. Api-version 7.6 and later.</summary>
internal static class PreCheck
{
    /// <summary>Runs the check and waits for its end.</summary>
    /// <param name="connections">How the HSM is reached.</param>
    /// <param name="hsm">The HSM that would be restored.</param>
    /// <param name="storage">The backup, and the right to read it.</param>
    /// <param name="troubled">Hears of a state that cannot be read and is tried again.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The check as it ended, well or not.</returns>
    /// <exception cref="MhsmException">It could not be started (<see cref="MhsmErrorId.AccessDenied"/>: the caller may not restore), or its end not seen.</exception>
    public static async Task<MhsmJob> OfRestoreAsync(
        ManagedHsmConnections connections, ManagedHsmAddress hsm, StorageAccess storage, Action<MhsmJob, Exception>? troubled, CancellationToken cancellationToken)
    {
        await connections.SignInForAsync(hsm, cancellationToken).ConfigureAwait(false);
        // A check that is stopped half-way harms nobody, but its end has to be seen before the HSM takes another job.
        MhsmJob job = await connections.For(hsm).StartPreRestoreAsync(storage, CancellationToken.None).ConfigureAwait(false);
        return job.HasEnded ? job : await JobEnd.OfAsync(job, connections, updated: null, troubled, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a check, and says so where the service has none.</summary>
    /// <param name="hsm">The HSM.</param>
    /// <param name="start">Sends the start.</param>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.PreCheckUnavailable"/>, or why it could not be started.</exception>
    public static async Task<MhsmJob> StartAsync(ManagedHsmAddress hsm, Func<Task<MhsmJob>> start)
    {
        try
        {
            return await start().ConfigureAwait(false);
        }
        catch (MhsmException e) when (IsUnknownToService(e))
        {
            throw new MhsmException(
                MhsmErrorId.PreCheckUnavailable,
                $"The service at {hsm.Uri} has no check before a backup or a restore: it is older than api-version 7.6. {e.Message}{Environment.NewLine}"
                + "Nothing was changed. Until it is updated, Test-MhsmBackupStorage checks the container from here.",
                e);
        }
    }

    /// <summary>Whether a refusal says that the service is older than the check: it knows no such operation, or not the api-version.</summary>
    public static bool IsUnknownToService(Exception exception) =>
        exception is MhsmServiceException { Status: 404 or 405 }
        || (exception is MhsmServiceException { Status: 400 } refusal && (Has(refusal, "api-version") || Has(refusal, "is not recognized")));

    /// <summary>The error of a check that did not succeed; null for one that did.</summary>
    public static MhsmException? ErrorOf(MhsmJob check) => MhsmJobStatus.IsSucceeded(check.Status) ? null : new MhsmException(
        MhsmErrorId.PreCheckFailed,
        $"Nothing was changed. {JobVerdict.ErrorOf(check)?.Message ?? $"{JobVerdict.Title(check)} ended as {check.Status}."}");

    private static bool Has(MhsmServiceException refusal, string words) => refusal.Error?.ToString().IndexOf(words, StringComparison.OrdinalIgnoreCase) >= 0;
}
