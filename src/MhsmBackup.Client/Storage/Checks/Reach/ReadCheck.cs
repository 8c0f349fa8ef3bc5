using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether blobs can be read with the right given.</summary>
internal sealed class ReadCheck : IStorageCheck
{
    public string Name => "Read";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<bool> read = await facts.ReadAsync().ConfigureAwait(false);
        if (read.IsKnown) return CheckResult.Pass($"Blobs can be read {facts.SignIn}.");
        if (read.ErrorId is not (MhsmErrorId.StorageAccessDenied or MhsmErrorId.SasTokenLacksPermission)) return CheckResult.NotRead(read);
        return facts.SignIn.Sas is not null && !facts.Options.UsesManagedIdentity ? CheckResult.Fail(read.Why, read.Remedy) : CheckResult.Warning(read.Why, read.Remedy);
    }
}
