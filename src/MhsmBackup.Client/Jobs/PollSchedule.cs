namespace MhsmBackup.Jobs;

/// <summary>
/// When to read a job's state next: quickly while it is young, seldom when it is old, never all jobs at the same moment.
/// The end of a job is seen at most an eighth of its age late, and a job of hours costs two reads a minute.
/// </summary>
internal static class PollSchedule
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private const double Jitter = 0.15;

    /// <summary>The time until the first read.</summary>
    /// <param name="age">How long the job has run.</param>
    /// <param name="retryAfter">What the service asked for at the start, if it did.</param>
    public static TimeSpan First(TimeSpan age, TimeSpan? retryAfter)
    {
        TimeSpan wait = (retryAfter ?? Shortest) - age;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    /// <summary>The time until the next read.</summary>
    /// <param name="age">How long the job has run.</param>
    /// <param name="retryAfter">What the service asked for, if it did: never less is waited.</param>
    /// <param name="random">0 to 1.</param>
    public static TimeSpan Next(TimeSpan age, TimeSpan? retryAfter, double random)
    {
        double seconds = Math.Min(Math.Max(age.TotalSeconds / 8, Shortest.TotalSeconds), Longest.TotalSeconds);
        TimeSpan wait = TimeSpan.FromSeconds(seconds * (1 + (Jitter * ((2 * random) - 1))));
        return retryAfter > wait ? retryAfter.Value : wait;
    }
}
