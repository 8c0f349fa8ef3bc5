namespace MhsmBackup.Reports.Text;

/// <summary>What a timeline in text looks like.</summary>
public sealed class TimelineOptions
{
    /// <summary>The fewest days that are shown, whatever the width.</summary>
    public const int FewestDays = 14;

    /// <summary>The most days that fit a width by themselves.</summary>
    public const int MostDays = 90;

    /// <summary>How many days are shown, today the last; null for as many as fit the width.</summary>
    public int? Days { get; init; }

    /// <summary>The width of a line in characters.</summary>
    public int Width { get; init; } = 120;

    /// <summary>Whether only ASCII is written.</summary>
    public bool IsAscii { get; init; }

    /// <summary>Whether the cells have colours, as ANSI sequences.</summary>
    public bool HasColours { get; init; }

    /// <summary>The recovery point objective; null for none.</summary>
    public TimeSpan? Objective { get; init; }

    /// <summary>The time of the timeline's end, in UTC.</summary>
    public DateTime UtcNow { get; init; } = DateTime.UtcNow;
}
