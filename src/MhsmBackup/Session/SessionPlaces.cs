namespace MhsmBackup.Session;

/// <summary>The containers that this process has used, and the backups that it has listed, for completion.</summary>
internal static class SessionPlaces
{
    private const int MostContainers = 100;
    private const int MostBackups = 1000;

    private static readonly object Lock = new();
    private static readonly List<string> UsedContainers = [];
    private static readonly Queue<ListedBackup> ListedBackups = new();

    /// <summary>The addresses of the containers, without a SAS, the last used first.</summary>
    public static IReadOnlyList<string> Containers
    {
        get
        {
            lock (Lock) return [.. Enumerable.Reverse(UsedContainers)];
        }
    }

    /// <summary>The backups, the newest first; one that was listed twice may be there twice.</summary>
    public static IReadOnlyList<ListedBackup> Backups
    {
        get
        {
            lock (Lock) return [.. ListedBackups.OrderByDescending(backup => backup.Time)];
        }
    }

    /// <summary>Remembers a container that was used.</summary>
    /// <param name="containerUri">Its address, without a SAS.</param>
    public static void Remember(Uri containerUri)
    {
        lock (Lock)
        {
            UsedContainers.Remove(containerUri.AbsoluteUri);
            UsedContainers.Add(containerUri.AbsoluteUri);
            if (UsedContainers.Count > MostContainers) UsedContainers.RemoveAt(0);
        }
    }

    /// <summary>Remembers a backup that was listed.</summary>
    public static void Remember(ListedBackup backup)
    {
        lock (Lock)
        {
            ListedBackups.Enqueue(backup);
            if (ListedBackups.Count > MostBackups) ListedBackups.Dequeue();
        }
    }
}
