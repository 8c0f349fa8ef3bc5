using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether plain http is refused.</summary>
internal sealed class HttpsOnlyCheck : AccountCheck
{
    public override string Name => "HttpsOnly";

    protected override CheckResult Judge(StorageAccount account, IStorageFacts facts) => account.IsHttpsOnly
        ? CheckResult.Pass("Plain http is refused.")
        : CheckResult.Warning("Plain http is accepted: a SAS token sent so can be read on its way.", "Refuse it: " + Update(account, "--https-only true") + ".");
}
