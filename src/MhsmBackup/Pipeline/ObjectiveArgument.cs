using MhsmBackup.Errors;

namespace MhsmBackup.Pipeline;

/// <summary>Checks a recovery point objective.</summary>
internal static class ObjectiveArgument
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Most = TimeSpan.FromDays(3660);

    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidDuration"/>.</exception>
    public static TimeSpan Check(TimeSpan objective) => objective >= Least && objective <= Most ? objective : throw new MhsmInputException(
        MhsmErrorId.InvalidDuration,
        $"-RecoveryPointObjective is {objective}. Give one minute to ten years, like 1.00:00:00 for a day (days.hours:minutes:seconds).");
}
