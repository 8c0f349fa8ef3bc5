namespace MhsmBackup.Jobs;

/// <summary>Is told what a <see cref="JobWatcher"/> sees. Called from any thread, for one job by one at a time.</summary>
internal sealed class JobEvents
{
    /// <summary>A job's state was read and it runs on.</summary>
    public Action<MhsmJob> Updated { get; init; } = static _ => { };

    /// <summary>A job has ended, well or not.</summary>
    public Action<MhsmJob> Ended { get; init; } = static _ => { };

    /// <summary>A job's state could not be read; it is tried again.</summary>
    public Action<MhsmJob, Exception> Troubled { get; init; } = static (_, _) => { };

    /// <summary>A job's state is not told because its HSM is in restore mode; it is asked for until that is over. Told once.</summary>
    public Action<MhsmJob, Exception> Restoring { get; init; } = static (_, _) => { };

    /// <summary>A job's state can be read no more; the job is let go as it was last seen.</summary>
    public Action<MhsmJob, Exception> Lost { get; init; } = static (_, _) => { };
}
