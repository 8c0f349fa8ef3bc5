namespace MhsmBackup.Storage.Retention;

/// <summary>Keeps the newest backup of each of the last periods that have one.</summary>
/// <param name="Period">The period.</param>
/// <param name="Count">Of how many periods, 1 or more.</param>
public sealed record RetentionRule(RetentionPeriod Period, int Count)
{
    /// <summary>The rule as its parameter is called.</summary>
    public string Name => "Keep" + Period;
}
