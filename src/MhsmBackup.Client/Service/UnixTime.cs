namespace MhsmBackup.Service;

/// <summary>Times on the wire: unix seconds.</summary>
internal static class UnixTime
{
    /// <summary>The time in UTC; null for none, and for a number that is no time.</summary>
    public static DateTime? Read(long? seconds) => seconds is >= 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value).UtcDateTime : null;
}
