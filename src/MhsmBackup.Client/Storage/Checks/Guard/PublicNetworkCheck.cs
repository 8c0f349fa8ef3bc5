using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>
/// From which networks the account is reached. With a SAS the HSM needs public access; its managed identity passes as a trusted
/// service: https://learn.microsoft.com/azure/key-vault/managed-hsm/backup-restore.
/// </summary>
internal sealed class PublicNetworkCheck : AccountCheck
{
    private const string Remedy = "Use the HSM's managed identity (-UseManagedIdentity), or open the account: ";

    public override string Name => "PublicNetworkAccess";

    protected override CheckResult Judge(StorageAccount account, IStorageFacts facts)
    {
        bool usesIdentity = facts.Options.UsesManagedIdentity;
        if (IsOff(account))
        {
            string finding = $"Public network access is off ({account.PublicNetworkAccess}).";
            return usesIdentity
                ? CheckResult.Pass(finding + " The HSM passes as a trusted service, with its managed identity.")
                : CheckResult.Fail(finding + " The HSM cannot pass with a SAS token.", Remedy + Update(account, "--public-network-access Enabled --default-action Allow") + ".");
        }

        if (IsSelected(account))
        {
            const string Finding = "Selected networks alone are let in.";
            return usesIdentity
                ? CheckResult.Pass(Finding + " The HSM passes as a trusted service, with its managed identity.")
                : CheckResult.Fail(Finding + " The HSM cannot pass with a SAS token.", Remedy + Update(account, "--default-action Allow") + ".");
        }

        return CheckResult.Pass(
            "All networks are let in.",
            usesIdentity ? "The managed identity does not need it: " + Update(account, "--default-action Deny --bypass AzureServices") + "." : null);
    }
}
