using System.Globalization;

namespace MhsmBackup.Reports;

/// <summary>Times, durations and sizes as people read them, the same in every culture.</summary>
internal static class ReportWords
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateTime day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Minutes under two hours, hours under two days, else days.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { Ticks: < 0 } => "-" + Duration(span.Negate()),
        { TotalHours: < 2 } => Number(Math.Floor(span.TotalMinutes), "min"),
        { TotalDays: < 2 } => Number(Math.Floor(span.TotalHours), "h"),
        _ => Number(Math.Floor(span.TotalDays), "d"),
    };

    public static string Size(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return value.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + Units[unit];
    }

    public static string Count(int number, string one, string many) => number.ToString(CultureInfo.InvariantCulture) + " " + (number == 1 ? one : many);

    private static string Number(double value, string unit) => value.ToString("0", CultureInfo.InvariantCulture) + " " + unit;
}
