using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether a blob can be written, read and deleted with the right given.</summary>
internal sealed class WriteCheck : IStorageCheck
{
    public string Name => "Write";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        if (facts.Options.Purpose == SasPurpose.Restore) return CheckResult.NotRead("Not tried: a restore writes nothing into the container.");
        if (facts.Options.SkipsWrite) return CheckResult.NotRead("Not tried, because of -SkipWrite.");
        Fact<WriteProbe> write = await facts.WriteAsync().ConfigureAwait(false);
        return write.IsKnown ? Judge(write.Value, facts) : OfFailure(write, facts);
    }

    private static CheckResult Judge(WriteProbe probe, IStorageFacts facts) => probe.LeftBehind is null
        ? CheckResult.Pass($"A test blob was written, read and deleted {facts.SignIn}.")
        : CheckResult.Warning(
            $"A test blob was written and read {facts.SignIn}, and could not be deleted: {probe.LeftBehind} stays. {probe.WhyLeft}",
            $"Delete it when that is allowed: az storage blob delete --blob-url {probe.LeftBehind} --auth-mode login.");

    private static CheckResult OfFailure(Fact<WriteProbe> write, IStorageFacts facts)
    {
        bool isForHsm = facts.SignIn.Sas is not null && !facts.Options.UsesManagedIdentity;
        if (write.ErrorId is MhsmErrorId.StorageAccessDenied or MhsmErrorId.BackupProtected)
            return isForHsm ? CheckResult.Fail(write.Why, write.Remedy) : CheckResult.Warning(write.Why, write.Remedy);
        if (write.ErrorId != MhsmErrorId.SasTokenLacksPermission) return CheckResult.NotRead(write);
        return isForHsm ? CheckResult.Fail(write.Why, $"Make a SAS token with crdw: {facts.NewSasCommand()}.") : CheckResult.NotRead(write);
    }
}
