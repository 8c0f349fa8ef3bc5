namespace MhsmBackup.Storage.Checks;

/// <summary>Whether backups outlive the place where they lie: https://learn.microsoft.com/azure/storage/common/storage-redundancy.</summary>
internal sealed class ReplicationCheck : IStorageCheck
{
    public string Name => "Replication";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<AccountKind> kind = await facts.KindAsync().ConfigureAwait(false);
        return kind.IsKnown ? Judge(kind.Value.Sku, facts) : CheckResult.NotRead(kind);
    }

    private static CheckResult Judge(string sku, IStorageFacts facts)
    {
        string remedy = $"az storage account update --name {facts.Address.AccountName ?? "<account>"} --sku";
        return sku.Substring(sku.LastIndexOf('_') + 1).ToUpperInvariant() switch
        {
            "LRS" => CheckResult.Warning($"{sku}: all copies are in one datacentre, and its loss takes the backups.", $"Keep copies in another region: {remedy} Standard_GRS."),
            "ZRS" => CheckResult.Warning($"{sku}: all copies are in one region, and its loss takes the backups.", $"Keep copies in another region: {remedy} Standard_GZRS."),
            "GRS" or "GZRS" or "RAGRS" or "RAGZRS" => CheckResult.Pass($"{sku}: copies are kept in another region."),
            _ => CheckResult.NotRead($"Not judged: the replication '{sku}' is not known."),
        };
    }
}
