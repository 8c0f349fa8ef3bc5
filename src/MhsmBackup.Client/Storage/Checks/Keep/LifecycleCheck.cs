using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Whether a rule deletes backups, or moves them where no restore can read them: to the archive tier.</summary>
internal sealed class LifecycleCheck : IStorageCheck
{
    public string Name => "Lifecycle";

    public async Task<CheckResult> RunAsync(IStorageFacts facts)
    {
        Fact<IReadOnlyList<LifecycleRule>> rules = await facts.LifecycleAsync().ConfigureAwait(false);
        return rules.IsKnown ? Judge(rules.Value, facts) : CheckResult.NotRead(rules);
    }

    private static CheckResult Judge(IReadOnlyList<LifecycleRule> rules, IStorageFacts facts)
    {
        string path = facts.Address.Folder is null ? facts.Address.Container : $"{facts.Address.Container}/{facts.Address.Folder}";
        // The blobs of a backup carry no tags.
        LifecycleRule[] meeting = [.. rules.Where(rule => rule.Meets(path) && !rule.NeedsTags)];
        string[] findings =
        [
            .. meeting.Where(rule => rule.Actions.Contains("delete")).Select(rule => $"The rule '{rule.Name}' deletes blobs here."),
            .. meeting.Where(rule => rule.Actions.Contains("tierToArchive")).Select(rule => $"The rule '{rule.Name}' moves blobs here to the archive tier, from which nothing can be restored."),
        ];
        return findings.Length == 0
            ? CheckResult.Pass(rules.Count == 0 ? "The account has no lifecycle rule." : "No lifecycle rule deletes or archives blobs here.")
            : CheckResult.Warning(
                string.Join(" ", findings),
                $"Take the container out of its prefixes, or see that it leaves backups alone for as long as they are needed: az storage account management-policy show --account-name {facts.Address.AccountName ?? "<account>"} --resource-group <group>.");
    }
}
