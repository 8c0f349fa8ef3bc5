using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether the container can be listed with the right given.</summary>
internal sealed class ListCheck : IStorageCheck
{
    public string Name => "List";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<bool> list = await facts.ListAsync().ConfigureAwait(false);
        if (list.IsKnown) return CheckResult.Pass($"It can be listed {facts.SignIn}.");
        bool isForHsm = facts.SignIn.Sas is not null && !facts.Options.UsesManagedIdentity;
        if (list.ErrorId == MhsmErrorId.SasTokenLacksPermission && (facts.Options.Purpose == SasPurpose.Backup || !isForHsm))
            return CheckResult.NotRead($"{list.Why} A backup does not need it; Get-MhsmBackup does.");
        if (list.ErrorId is not (MhsmErrorId.StorageAccessDenied or MhsmErrorId.SasTokenLacksPermission)) return CheckResult.NotRead(list);
        return facts.Options.Purpose == SasPurpose.Restore && isForHsm
            ? CheckResult.Fail(list.Why, list.Remedy ?? "A restore lists: make a SAS token with rl.")
            : CheckResult.Warning(list.Why, list.Remedy);
    }
}
