namespace MhsmBackup.Storage.Checks;

/// <summary>Whether a deleted blob can be brought back.</summary>
internal sealed class BlobSoftDeleteCheck : IStorageCheck
{
    public string Name => "BlobSoftDelete";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<int?> days = await facts.BlobRetentionAsync().ConfigureAwait(false);
        return days.IsKnown ? SoftDelete.Judge(days.Value, "blob", BlobServiceCommand.Of(facts, "--enable-delete-retention true --delete-retention-days 14")) : CheckResult.NotRead(days);
    }
}
