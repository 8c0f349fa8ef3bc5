using MhsmBackup.Jobs;

namespace MhsmBackup.Session;

/// <summary>
/// The jobs that this process has started or waited for. A job whose start was answered after the pipeline was stopped is
/// found here, so no job id is lost.
/// </summary>
internal static class SessionJobs
{
    private const int Most = 1000;

    private static readonly Dictionary<string, MhsmJob> Jobs = [];
    private static readonly Queue<string> Order = [];

    /// <summary>Remembers a job, or what is newly known of it.</summary>
    public static void Remember(MhsmJob job)
    {
        string key = KeyOf(job);
        lock (Jobs)
        {
            if (!Jobs.ContainsKey(key)) Order.Enqueue(key);
            Jobs[key] = job;
            if (Order.Count > Most) Jobs.Remove(Order.Dequeue());
        }
    }

    /// <summary>A job as it was last seen; null for one that was not met.</summary>
    public static MhsmJob? Find(MhsmJob job)
    {
        lock (Jobs) return Jobs.TryGetValue(KeyOf(job), out MhsmJob? known) ? known : null;
    }

    /// <summary>All jobs, in the order in which they were met.</summary>
    public static IReadOnlyList<MhsmJob> All()
    {
        lock (Jobs) return [.. Order.Select(key => Jobs[key])];
    }

    private static string KeyOf(MhsmJob job) => job.HsmUri.Authority + "/" + job.JobId;
}
