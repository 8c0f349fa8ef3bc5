namespace MhsmBackup.Storage.Checks;

/// <summary>One thing to check. It reads no more facts than it needs, and each fact is read once for all checks.</summary>
internal interface IStorageCheck
{
    /// <summary>Its stable name.</summary>
    string Name { get; }

    Task<CheckResult> RunAsync(IStorageFacts facts);
}
