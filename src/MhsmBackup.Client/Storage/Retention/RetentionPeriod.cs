using System.Globalization;

namespace MhsmBackup.Storage.Retention;

/// <summary>Of what a rule keeps one backup.</summary>
public enum RetentionPeriod
{
    /// <summary>Each backup for itself.</summary>
    Last,

    /// <summary>A calendar day in UTC.</summary>
    Daily,

    /// <summary>An ISO 8601 week, which starts on Monday; the days around the new year belong to one week.</summary>
    Weekly,

    /// <summary>A calendar month in UTC.</summary>
    Monthly,

    /// <summary>A calendar year in UTC.</summary>
    Yearly,
}

/// <summary>Names the period that a time is in.</summary>
internal static class RetentionPeriods
{
    /// <summary>The period's name, for example <c>2026-11-20</c>, <c>2026-W47</c>, <c>2026-11</c>; empty for <see cref="RetentionPeriod.Last"/>.</summary>
    public static string Of(RetentionPeriod period, DateTime utc) => period switch
    {
        RetentionPeriod.Daily => utc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        RetentionPeriod.Weekly => WeekOf(utc),
        RetentionPeriod.Monthly => utc.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        RetentionPeriod.Yearly => utc.ToString("yyyy", CultureInfo.InvariantCulture),
        _ => string.Empty,
    };

    // A week is of the year that has its Thursday. .NET Framework has no ISOWeek.
    private static string WeekOf(DateTime utc)
    {
        DateTime thursday = utc.Date.AddDays(3 - (((int)utc.DayOfWeek + 6) % 7));
        return string.Format(CultureInfo.InvariantCulture, "{0:0000}-W{1:00}", thursday.Year, ((thursday.DayOfYear - 1) / 7) + 1);
    }
}
