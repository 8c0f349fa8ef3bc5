namespace MhsmBackup.Storage.Removal;

/// <summary>The time by which a removal judges how long ago a backup was written. Tests set it on: storage gives its own times.</summary>
internal static class RemovalClock
{
    public static Func<DateTime> UtcNow { get; set; } = () => DateTime.UtcNow;
}
