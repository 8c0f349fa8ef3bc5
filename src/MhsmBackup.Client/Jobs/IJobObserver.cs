namespace MhsmBackup.Jobs;

/// <summary>Is told what a <see cref="JobWatcher"/> sees. Called from any thread, for one job by one at a time.</summary>
internal interface IJobObserver
{
    /// <summary>A job's state was read and it runs on.</summary>
    void OnUpdated(MhsmJob job);

    /// <summary>A job has ended, well or not.</summary>
    void OnEnded(MhsmJob job);

    /// <summary>A job's state could not be read; it is tried again.</summary>
    void OnTrouble(MhsmJob job, Exception why);

    /// <summary>A job's state can be read no more; the job is let go as it was last seen.</summary>
    void OnLost(MhsmJob job, Exception why);
}
