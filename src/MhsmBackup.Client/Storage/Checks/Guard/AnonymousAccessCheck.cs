using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether backups can be read without signing in.</summary>
internal sealed class AnonymousAccessCheck : IStorageCheck
{
    public string Name => "AnonymousAccess";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<StorageAccount> account = await facts.AccountAsync().ConfigureAwait(false);
        if (account.IsKnown && !account.Value.AllowsBlobPublicAccess) return CheckResult.Pass("The account lets nobody read without signing in.");
        Fact<ContainerSettings> container = await facts.ContainerAsync().ConfigureAwait(false);
        if (container.IsKnown && !container.Value.PublicAccess.Equals("None", StringComparison.OrdinalIgnoreCase))
        {
            return CheckResult.Fail(
                $"Everybody can read the container without signing in ({container.Value.PublicAccess}).",
                $"Close it: az storage container set-permission --account-name {facts.Address.AccountName ?? "<account>"} --name {facts.Address.Container} --public-access off.");
        }

        if (account.IsKnown)
        {
            return CheckResult.Warning(
                container.IsKnown ? "The container is private, and the account allows to make it public." : "The account allows public containers, and this one's setting was not read: " + container.Why,
                $"Forbid it: az storage account update --name {account.Value.Name} --resource-group {account.Value.Id.ResourceGroup} --allow-blob-public-access false.");
        }

        return container.IsKnown ? CheckResult.Pass("The container is private. Whether the account forbids to change that was not read.") : CheckResult.NotRead(container);
    }
}
