using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether backups cannot be deleted for a time, by anybody: https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview.</summary>
internal sealed class ImmutabilityCheck : IStorageCheck
{
    public string Name => "Immutability";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<ContainerSettings> container = await facts.ContainerAsync().ConfigureAwait(false);
        return container.IsKnown ? Judge(container.Value, facts) : CheckResult.NotRead(container);
    }

    private static CheckResult Judge(ContainerSettings container, IStorageFacts facts)
    {
        string names = $"--account-name {facts.Address.AccountName ?? "<account>"} --container-name {facts.Address.Container}";
        if (container.HasImmutabilityPolicy)
        {
            string finding = container.ImmutabilityDays is int days ? $"A retention policy keeps every blob for {days} days" : "A retention policy keeps every blob for its time";
            return container.ImmutabilityDays is null || container.IsImmutabilityLocked
                ? CheckResult.Pass(finding + (container.IsImmutabilityLocked ? "; it is locked." : "."))
                : CheckResult.Warning(finding + "; it is not locked, and whoever may change it can take it away.", $"Lock it, which is final: az storage container immutability-policy lock {names} --if-match <etag>.");
        }

        if (container.HasLegalHold) return CheckResult.Pass("A legal hold keeps every blob until it is taken off.");
        return container.HasVersionImmutability
            ? CheckResult.Pass("Versions of blobs can be made immutable; a policy on each, or a default one, keeps them.")
            : CheckResult.Warning("Nothing keeps backups from being deleted by whoever may delete blobs.", $"Set a retention policy: az storage container immutability-policy create {names} --period 30.");
    }
}
