using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>A check of what Azure Resource Manager tells of the account.</summary>
internal abstract class AccountCheck : IStorageCheck
{
    public abstract string Name { get; }

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<StorageAccount> account = await facts.AccountAsync().ConfigureAwait(false);
        return account.IsKnown ? Judge(account.Value, facts) : CheckResult.NotRead(account);
    }

    protected abstract CheckResult Judge(StorageAccount account, IStorageFacts facts);

    /// <summary>A command that changes the account.</summary>
    protected static string Update(StorageAccount account, string change) =>
        $"az storage account update --name {account.Name} --resource-group {account.Id.ResourceGroup} {change}";

    protected static bool IsOff(StorageAccount account) => !account.PublicNetworkAccess.Equals("Enabled", StringComparison.OrdinalIgnoreCase);

    protected static bool IsSelected(StorageAccount account) => account.NetworkDefaultAction.Equals("Deny", StringComparison.OrdinalIgnoreCase);
}
