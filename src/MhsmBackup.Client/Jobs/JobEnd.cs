using MhsmBackup.Errors;
using MhsmBackup.Service;

namespace MhsmBackup.Jobs;

/// <summary>Waits for the end of one job that another step needs.</summary>
internal static class JobEnd
{
    /// <summary>The job as it ended, well or not.</summary>
    /// <param name="job">The job.</param>
    /// <param name="connections">How its state is read.</param>
    /// <param name="updated">Hears of each state that was read; null for nobody.</param>
    /// <param name="troubled">Hears of a read that fails and is tried again; null for nobody.</param>
    /// <param name="cancellationToken">Ends the waiting, never the job.</param>
    /// <exception cref="MhsmException">Its state can be read no more.</exception>
    public static async Task<MhsmJob> OfAsync(
        MhsmJob job, ManagedHsmConnections connections, Action<MhsmJob>? updated, Action<MhsmJob, Exception>? troubled, CancellationToken cancellationToken)
    {
        MhsmJob? end = null;
        Exception? why = null;
        var events = new JobEvents
        {
            Updated = updated ?? (static _ => { }),
            Troubled = troubled ?? (static (_, _) => { }),
            Restoring = troubled ?? (static (_, _) => { }),
            Ended = ended => end = ended,
            Lost = (_, cause) => why = cause,
        };
        using var watcher = new JobWatcher(connections.ReadAsync, events, new WatchOptions(), TimeProvider.System);
        watcher.Add(job);
        watcher.Complete();
        await watcher.RunAsync(cancellationToken).ConfigureAwait(false);
        if (end is not null) return end;
        throw why as MhsmException ?? new MhsmException(MhsmErrorId.HsmUnreachable, $"{JobVerdict.Title(job)}: its end was not seen.", why);
    }
}
