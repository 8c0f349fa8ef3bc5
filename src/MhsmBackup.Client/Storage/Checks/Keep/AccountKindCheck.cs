namespace MhsmBackup.Storage.Checks;

/// <summary>Whether the account is of a kind that takes backups: block blobs.</summary>
internal sealed class AccountKindCheck : IStorageCheck
{
    public string Name => "AccountKind";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<AccountKind> kind = await facts.KindAsync().ConfigureAwait(false);
        return kind.IsKnown ? Judge(kind.Value) : CheckResult.NotRead(kind);
    }

    private static CheckResult Judge(AccountKind kind)
    {
        string note = kind.IsHierarchical ? " It has a hierarchical namespace, and so no versioning." : string.Empty;
        bool isPremium = kind.Sku.StartsWith("Premium", StringComparison.OrdinalIgnoreCase);
        return kind.Kind switch
        {
            "StorageV2" or "Storage" when isPremium => CheckResult.Fail($"A premium {kind.Kind} account takes page blobs alone, and a backup is of block blobs.", "Use a standard account of the kind StorageV2."),
            "StorageV2" or "BlobStorage" or "BlockBlobStorage" => CheckResult.Pass($"The account is of the kind {kind.Kind}.{note}"),
            "Storage" => CheckResult.Warning("The account is of the old kind Storage.", "Upgrade it: az storage account update --name <account> --upgrade-to-storagev2."),
            "FileStorage" => CheckResult.Fail("The account is of the kind FileStorage, which has no blobs.", "Use a standard account of the kind StorageV2."),
            _ => CheckResult.NotRead($"Not judged: the kind '{kind.Kind}' is not known."),
        };
    }
}
