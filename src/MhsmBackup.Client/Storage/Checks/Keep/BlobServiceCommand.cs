namespace MhsmBackup.Storage.Checks;

/// <summary>The command that changes the settings of an account's blob service.</summary>
internal static class BlobServiceCommand
{
    public static string Of(IStorageFacts facts, string change) =>
        $"az storage account blob-service-properties update --account-name {facts.Address.AccountName ?? "<account>"} {change}";
}
