using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether old versions of TLS are refused.</summary>
internal sealed class TlsCheck : AccountCheck
{
    public override string Name => "MinimumTls";

    protected override CheckResult Judge(StorageAccount account, IStorageFacts facts)
    {
        string version = account.MinimumTlsVersion.Replace("TLS", string.Empty).Replace('_', '.');
        return account.MinimumTlsVersion is "TLS1_0" or "TLS1_1"
            ? CheckResult.Warning($"TLS {version} is accepted.", "Ask for TLS 1.2: " + Update(account, "--min-tls-version TLS1_2") + ".")
            : CheckResult.Pass($"TLS {version} or later is asked for.");
    }
}
