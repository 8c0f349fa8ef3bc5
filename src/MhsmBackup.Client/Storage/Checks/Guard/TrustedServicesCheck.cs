using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether trusted services of Azure, Managed HSM among them, pass the account's firewall.</summary>
internal sealed class TrustedServicesCheck : AccountCheck
{
    public override string Name => "TrustedServices";

    protected override CheckResult Judge(StorageAccount account, IStorageFacts facts)
    {
        if (!IsOff(account) && !IsSelected(account)) return CheckResult.Pass("The account has no firewall that trusted services would have to pass.");
        if (account.TrustsAzureServices) return CheckResult.Pass("Trusted services of Azure pass the firewall.");
        string remedy = "Let them pass: " + Update(account, "--bypass AzureServices") + ".";
        const string Finding = "Trusted services of Azure do not pass the firewall, and so the HSM's managed identity does not.";
        return facts.Options.UsesManagedIdentity ? CheckResult.Fail(Finding, remedy) : CheckResult.Warning(Finding, remedy);
    }
}
