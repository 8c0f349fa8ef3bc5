namespace MhsmBackup.Storage.Checks;

/// <summary>What one check came to.</summary>
internal sealed record CheckResult(MhsmStorageCheckStatus Status, string Finding, string? Recommendation = null)
{
    public static CheckResult Pass(string finding, string? recommendation = null) => new(MhsmStorageCheckStatus.Pass, finding, recommendation);

    public static CheckResult Warning(string finding, string? recommendation) => new(MhsmStorageCheckStatus.Warning, finding, recommendation);

    public static CheckResult Fail(string finding, string? recommendation) => new(MhsmStorageCheckStatus.Fail, finding, recommendation);

    public static CheckResult NotRead(string why, string? recommendation = null) => new(MhsmStorageCheckStatus.NotRead, why, recommendation);

    /// <summary>What is not known is not judged.</summary>
    public static CheckResult NotRead<T>(Fact<T> fact) => new(MhsmStorageCheckStatus.NotRead, "Not read: " + fact.Why, fact.Remedy);
}
