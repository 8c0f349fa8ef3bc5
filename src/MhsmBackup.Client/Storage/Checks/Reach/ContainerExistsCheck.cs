using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether the container is there.</summary>
internal sealed class ContainerExistsCheck : IStorageCheck
{
    public string Name => "ContainerExists";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<bool> entry = await facts.EntryAsync().ConfigureAwait(false);
        if (entry.IsKnown) return CheckResult.Pass("The container is there.");
        if (entry.ErrorId == MhsmErrorId.ContainerNotFound) return CheckResult.Fail(entry.Why, entry.Remedy);
        Fact<Management.ContainerSettings> told = await facts.ContainerAsync().ConfigureAwait(false);
        return told.IsKnown ? CheckResult.Pass("The container is there, as Azure Resource Manager tells.")
            : told.ErrorId == MhsmErrorId.ContainerNotFound ? CheckResult.Fail(told.Why, told.Remedy)
            : CheckResult.NotRead(entry);
    }
}
