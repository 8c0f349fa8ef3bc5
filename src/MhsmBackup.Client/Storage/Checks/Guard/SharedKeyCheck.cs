using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether the account takes a SAS that its key has signed.</summary>
internal sealed class SharedKeyCheck : AccountCheck
{
    public override string Name => "SharedKeyAccess";

    protected override CheckResult Judge(StorageAccount account, IStorageFacts facts)
    {
        if (account.AllowsSharedKey)
        {
            return facts.Options.UsesManagedIdentity
                ? CheckResult.Pass("The account takes its keys.", "The managed identity does not need it: " + Update(account, "--allow-shared-key-access false") + ".")
                : CheckResult.Pass("The account takes its keys, and a SAS token that one of them has signed.");
        }

        const string Finding = "The account takes no key.";
        if (facts.Options.UsesManagedIdentity) return CheckResult.Pass(Finding + " The managed identity does not need one.");
        if (facts.SignIn.Sas is not SasToken sas)
            return CheckResult.Warning(Finding + " A SAS token that a key has signed is refused.", "Use a user delegation SAS, or -UseManagedIdentity.");
        return SasFields.IsUserDelegation(sas)
            ? CheckResult.Pass(Finding + " The SAS token is a user delegation SAS, which needs none.")
            : CheckResult.Fail(
                Finding + " The SAS token was signed with a key, and is refused.",
                $"Make a user delegation SAS: sign in with Connect-Mhsm, then {facts.NewSasCommand()}.");
    }
}
