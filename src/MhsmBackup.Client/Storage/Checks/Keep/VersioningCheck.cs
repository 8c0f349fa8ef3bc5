using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether a blob that is overwritten or deleted stays as a version. Without Azure Resource Manager the test blob tells.</summary>
internal sealed class VersioningCheck : IStorageCheck
{
    public string Name => "Versioning";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<BlobServiceSettings> service = await facts.BlobServiceAsync().ConfigureAwait(false);
        if (service.IsKnown) return Judge(service.Value.IsVersioned, facts);
        if (facts.Options.SkipsWrite || facts.Options.Purpose == SasPurpose.Restore) return CheckResult.NotRead(service);
        Fact<WriteProbe> write = await facts.WriteAsync().ConfigureAwait(false);
        return write.IsKnown ? Judge(write.Value.IsVersioned, facts) : CheckResult.NotRead(service);
    }

    private static CheckResult Judge(bool isOn, IStorageFacts facts) => isOn
        ? CheckResult.Pass("Versioning is on: what is overwritten or deleted stays as a version.")
        : CheckResult.Warning("Versioning is off: a blob that is overwritten is lost.", "Turn it on (an account with a hierarchical namespace has none): " + BlobServiceCommand.Of(facts, "--enable-versioning true") + ".");
}
