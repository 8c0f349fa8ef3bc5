using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether a deleted container can be brought back.</summary>
internal sealed class ContainerSoftDeleteCheck : IStorageCheck
{
    public string Name => "ContainerSoftDelete";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<BlobServiceSettings> service = await facts.BlobServiceAsync().ConfigureAwait(false);
        return service.IsKnown
            ? SoftDelete.Judge(service.Value.ContainerRetentionDays, "container", BlobServiceCommand.Of(facts, "--enable-container-delete-retention true --container-delete-retention-days 14"))
            : CheckResult.NotRead(service);
    }
}
