namespace MhsmBackup.Jobs;

/// <summary>How a <see cref="JobWatcher"/> watches.</summary>
internal sealed class WatchOptions
{
    /// <summary>A fixed time between two reads of a job; null for <see cref="PollSchedule"/>.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>How many reads may be under way at once: one takes the service seconds.</summary>
    public int MaxConcurrentReads { get; init; } = 16;

    /// <summary>How long a job's reads may fail, one after the other, before it is let go.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an HSM may be in restore mode before its other jobs are let go: a full restore may take hours.</summary>
    public TimeSpan PatienceWithRestore { get; init; } = TimeSpan.FromHours(24);

    /// <summary>The same as <see cref="Patience"/> while the HSM was never reached and its name or certificate looks wrong.</summary>
    public TimeSpan PatienceWithWrongAddress { get; init; } = TimeSpan.FromSeconds(30);
}
