using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether the address resolves and answers.</summary>
internal sealed class ReachableCheck : IStorageCheck
{
    public string Name => "Reachable";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<bool> entry = await facts.EntryAsync().ConfigureAwait(false);
        string host = facts.Address.Uri.Authority;
        bool hasAnswered = entry.IsKnown || entry.ErrorId is MhsmErrorId.StorageAccessDenied or MhsmErrorId.ContainerNotFound or MhsmErrorId.StorageRequestRefused or MhsmErrorId.StorageFailed;
        if (hasAnswered) return CheckResult.Pass(facts.Address.IsPlainHttp ? $"{host} answers, over plain http." : $"{host} answers, over TLS.");
        if (entry.ErrorId != MhsmErrorId.StorageUnreachable) return CheckResult.NotRead(entry);
        return facts.Options.UsesManagedIdentity
            ? CheckResult.Warning("From this machine: " + entry.Why, "The HSM may reach it all the same, with its managed identity. " + entry.Remedy)
            : CheckResult.Fail(entry.Why, entry.Remedy);
    }
}
