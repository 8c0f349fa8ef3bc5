namespace MhsmBackup.Reports;

/// <summary>Days and weeks of UTC.</summary>
internal static class Calendar
{
    /// <summary>The Monday of a day's week.</summary>
    public static DateTime WeekOf(DateTime time) => time.Date.AddDays(-(((int)time.DayOfWeek + 6) % 7));
}
