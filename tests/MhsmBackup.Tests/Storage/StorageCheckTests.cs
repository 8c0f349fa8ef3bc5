using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Checks;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Tests.Storage;

/// <summary>What each check makes of each fact.</summary>
public sealed class StorageCheckTests
{
    private const MhsmStorageCheckStatus Pass = MhsmStorageCheckStatus.Pass, Warning = MhsmStorageCheckStatus.Warning, Fail = MhsmStorageCheckStatus.Fail, NotRead = MhsmStorageCheckStatus.NotRead;

    private const string ExpiredSas = "sv=2025-01-05&sr=c&sp=rcwdl&se=2020-01-01T00:00:00Z&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D";

    private static readonly GivenFacts Good = new();

    [Fact]
    public async Task All_checks_pass_in_a_stable_order_where_all_is_well()
    {
        MhsmStorageCheck[] checks = await StorageCheckup.RunAsync(Good);
        Assert.Equal(
            ["Reachable", "ContainerExists", "Permission", "List", "Read", "Write", "PublicNetworkAccess", "TrustedServices", "AnonymousAccess", "SharedKeyAccess", "MinimumTls", "HttpsOnly",
                "Versioning", "BlobSoftDelete", "ContainerSoftDelete", "Immutability", "Replication", "Lifecycle", "AccountKind"],
            checks.Select(check => check.Check));
        Assert.All(checks, check => Assert.True(check.Status == Pass, $"{check}: {check.Finding}"));
        Assert.All(checks, check => Assert.Equal("https://contosobackup.blob.core.windows.net/hsm", check.Container.AbsoluteUri));
    }

    [Fact]
    public async Task What_is_not_known_is_never_passed_and_never_failed()
    {
        GivenFacts unknown = Good with
        {
            Entry = Not<bool>(), List = Not<bool>(), Read = Not<bool>(), Write = Not<WriteProbe>(), Account = Not<StorageAccount>(), Kind = Not<AccountKind>(),
            BlobService = Not<BlobServiceSettings>(), Retention = Not<int?>(), Container = Not<ContainerSettings>(), Lifecycle = Not<IReadOnlyList<LifecycleRule>>(),
        };
        MhsmStorageCheck[] checks = await StorageCheckup.RunAsync(unknown.For(usesManagedIdentity: true));
        Assert.All(checks, check => Assert.True(check.Status == NotRead, $"{check}: {check.Finding}"));
        Assert.All(checks.Where(check => check.Check != "Permission"), check => Assert.Equal(("Not read: nobody knows", "ask"), (check.Finding, check.Recommendation)));
        Assert.Equal(19, checks.Length);
    }

    [Fact]
    public async Task The_address_is_reached_or_not()
    {
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.StorageAccessDenied) }, "Reachable", Pass);
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.StorageUnreachable) }, "Reachable", Fail);
        await Judges((Good with { Entry = Failed<bool>(MhsmErrorId.StorageUnreachable) }).For(usesManagedIdentity: true), "Reachable", Warning);
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.NotSignedIn) }, "Reachable", NotRead);
    }

    [Fact]
    public async Task The_container_is_there_or_not()
    {
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.ContainerNotFound) }, "ContainerExists", Fail);
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.StorageAccessDenied) }, "ContainerExists", Pass);
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.StorageAccessDenied), Container = Failed<ContainerSettings>(MhsmErrorId.ContainerNotFound) }, "ContainerExists", Fail);
        await Judges(Good with { Entry = Failed<bool>(MhsmErrorId.StorageAccessDenied), Container = Not<ContainerSettings>() }, "ContainerExists", NotRead);
    }

    [Fact]
    public async Task The_right_of_the_HSM_is_judged_as_far_as_it_can_be_seen()
    {
        await Judges(Good.Signed(ExpiredSas), "Permission", Fail);
        await Judges(Good.Signed(ExpiredSas.Replace("2020-01-01T00:00:00Z", DateTime.UtcNow.AddHours(2).ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)), "Permission", Warning);
        await Judges(Good.Signed(Client.ScriptedHsm.Sas.Replace("sp=rcwdl", "sp=rl", StringComparison.Ordinal)), "Permission", Fail);
        await Judges(Good.Signed(Client.ScriptedHsm.Sas.Replace("sp=rcwdl", "sp=rl", StringComparison.Ordinal)).For(SasPurpose.Restore), "Permission", Pass);
        await Judges(Good.For(usesManagedIdentity: true), "Permission", NotRead);
    }

    [Fact]
    public async Task Listing_and_reading_matter_for_what_is_to_be_done()
    {
        GivenFacts denied = Good with { List = Failed<bool>(MhsmErrorId.StorageAccessDenied), Read = Failed<bool>(MhsmErrorId.StorageAccessDenied) };
        await Judges(denied, "List", Warning);
        await Judges(denied.For(SasPurpose.Restore), "List", Fail);
        await Judges(denied.For(SasPurpose.Restore, usesManagedIdentity: true), "List", Warning);
        await Judges(denied, "Read", Fail);
        await Judges(denied.For(usesManagedIdentity: true), "Read", Warning);
        await Judges(Good with { List = Failed<bool>(MhsmErrorId.SasTokenLacksPermission) }, "List", NotRead);
        await Judges((Good with { List = Failed<bool>(MhsmErrorId.SasTokenLacksPermission) }).For(SasPurpose.Restore), "List", Fail);
    }

    [Fact]
    public async Task Writing_is_tried_or_it_is_said_why_not()
    {
        var left = new Uri("https://contosobackup.blob.core.windows.net/hsm/.mhsmbackup-test-1");
        MhsmStorageCheck stays = await Judges(Good with { Write = Fact<WriteProbe>.Of(new WriteProbe(IsVersioned: false, left, "A policy holds it.")) }, "Write", Warning);
        Assert.Contains(left.AbsoluteUri, stays.Finding, StringComparison.Ordinal);
        await Judges(Good with { Write = Failed<WriteProbe>(MhsmErrorId.StorageAccessDenied) }, "Write", Fail);
        await Judges((Good with { Write = Failed<WriteProbe>(MhsmErrorId.StorageAccessDenied) }).For(usesManagedIdentity: true), "Write", Warning);
        await Judges(Good with { Write = Failed<WriteProbe>(MhsmErrorId.SasTokenLacksPermission) }, "Write", Fail);
        await Judges((Good with { Write = Failed<WriteProbe>(MhsmErrorId.SasTokenLacksPermission) }).For(usesManagedIdentity: true), "Write", NotRead);
        await Judges(Good.For(skipsWrite: true), "Write", NotRead);
        await Judges(Good.For(SasPurpose.Restore), "Write", NotRead);
    }

    [Theory]
    [InlineData("Disabled", "Allow", true, Fail, Pass, Pass, Pass)]
    [InlineData("Disabled", "Allow", false, Fail, Warning, Pass, Fail)]
    [InlineData("SecuredByPerimeter", "Allow", true, Fail, Pass, Pass, Pass)]
    [InlineData("Enabled", "Deny", true, Fail, Pass, Pass, Pass)]
    [InlineData("Enabled", "Deny", false, Fail, Warning, Pass, Fail)]
    [InlineData("Enabled", "Allow", false, Pass, Pass, Pass, Pass)]
    public async Task The_network_is_judged_for_how_the_HSM_comes(
        string access, string action, bool trusts, MhsmStorageCheckStatus withSas, MhsmStorageCheckStatus trustWithSas, MhsmStorageCheckStatus withIdentity, MhsmStorageCheckStatus trustWithIdentity)
    {
        GivenFacts facts = Good.With(account => account with { PublicNetworkAccess = access, NetworkDefaultAction = action, TrustsAzureServices = trusts });
        await Judges(facts, "PublicNetworkAccess", withSas);
        await Judges(facts, "TrustedServices", trustWithSas);
        await Judges(facts.For(usesManagedIdentity: true), "PublicNetworkAccess", withIdentity);
        await Judges(facts.For(usesManagedIdentity: true), "TrustedServices", trustWithIdentity);
    }

    [Fact]
    public async Task Nobody_reads_without_signing_in()
    {
        GivenFacts open = Good.With(account => account with { AllowsBlobPublicAccess = true });
        await Judges(open, "AnonymousAccess", Warning);
        await Judges(open with { Container = Public }, "AnonymousAccess", Fail);
        await Judges(Good with { Container = Public }, "AnonymousAccess", Pass);
        await Judges(Good with { Account = Not<StorageAccount>(), Container = Public }, "AnonymousAccess", Fail);
        await Judges(Good with { Account = Not<StorageAccount>() }, "AnonymousAccess", Pass);
    }

    [Fact]
    public async Task A_SAS_of_a_key_needs_an_account_that_takes_keys()
    {
        GivenFacts closed = Good.With(account => account with { AllowsSharedKey = false });
        await Judges(closed, "SharedKeyAccess", Fail);
        await Judges(closed.Signed(GivenFacts.UserDelegationSas), "SharedKeyAccess", Pass);
        await Judges(closed.For(usesManagedIdentity: true), "SharedKeyAccess", Pass);
    }

    [Fact]
    public async Task The_way_there_is_safe()
    {
        await Judges(Good.With(account => account with { MinimumTlsVersion = "TLS1_0" }), "MinimumTls", Warning);
        await Judges(Good.With(account => account with { MinimumTlsVersion = "TLS1_3" }), "MinimumTls", Pass);
        await Judges(Good.With(account => account with { IsHttpsOnly = false }), "HttpsOnly", Warning);
    }

    [Fact]
    public async Task What_is_deleted_can_be_brought_back()
    {
        await Judges(Good with { BlobService = Fact<BlobServiceSettings>.Of(new BlobServiceSettings()) }, "Versioning", Warning);
        await Judges(Good with { BlobService = Fact<BlobServiceSettings>.Of(new BlobServiceSettings()) }, "ContainerSoftDelete", Warning);
        await Judges(Good with { Retention = Fact<int?>.Of(null) }, "BlobSoftDelete", Warning);
        Assert.Contains("1 day,", (await Judges(Good with { Retention = Fact<int?>.Of(1) }, "BlobSoftDelete", Warning)).Finding, StringComparison.Ordinal);
        // Without Azure Resource Manager the test blob tells.
        await Judges(Good with { BlobService = Not<BlobServiceSettings>() }, "Versioning", Pass);
        await Judges(Good with { BlobService = Not<BlobServiceSettings>(), Write = Fact<WriteProbe>.Of(new WriteProbe(IsVersioned: false)) }, "Versioning", Warning);
        await Judges((Good with { BlobService = Not<BlobServiceSettings>() }).For(skipsWrite: true), "Versioning", NotRead);
    }

    [Fact]
    public async Task Backups_are_kept_from_being_deleted()
    {
        await Judges(Good with { Container = Fact<ContainerSettings>.Of(new ContainerSettings()) }, "Immutability", Warning);
        await Judges(Good with { Container = Fact<ContainerSettings>.Of(new ContainerSettings { HasImmutabilityPolicy = true, ImmutabilityDays = 30 }) }, "Immutability", Warning);
        await Judges(Good with { Container = Fact<ContainerSettings>.Of(new ContainerSettings { HasLegalHold = true }) }, "Immutability", Pass);
        await Judges(Good with { Container = Fact<ContainerSettings>.Of(new ContainerSettings { HasVersionImmutability = true }) }, "Immutability", Pass);
    }

    [Theory]
    [InlineData("StorageV2", "Standard_LRS", Warning, Pass)]
    [InlineData("StorageV2", "Standard_ZRS", Warning, Pass)]
    [InlineData("BlobStorage", "Standard_RAGRS", Pass, Pass)]
    [InlineData("StorageV2", "Standard_RAGZRS", Pass, Pass)]
    [InlineData("BlockBlobStorage", "Premium_LRS", Warning, Pass)]
    [InlineData("StorageV2", "Premium_LRS", Warning, Fail)]
    [InlineData("Storage", "Standard_GRS", Pass, Warning)]
    [InlineData("FileStorage", "Premium_ZRS", Warning, Fail)]
    [InlineData("Another", "Another_XRS", NotRead, NotRead)]
    public async Task Kind_and_replication_are_judged(string kind, string sku, MhsmStorageCheckStatus replication, MhsmStorageCheckStatus ofKind)
    {
        GivenFacts facts = Good with { Kind = Fact<AccountKind>.Of(new AccountKind(kind, sku, IsHierarchical: false)) };
        await Judges(facts, "Replication", replication);
        await Judges(facts, "AccountKind", ofKind);
    }

    [Theory]
    [InlineData("delete", "hsm/", Warning)]
    [InlineData("tierToArchive", "", Warning)]
    [InlineData("tierToCool", "", Pass)]
    [InlineData("delete", "hsm-old", Pass)]
    [InlineData("delete", "hs", Warning)]
    [InlineData("delete", "hsm/mhsm-contoso", Warning)]
    public async Task Lifecycle_rules_leave_backups_alone(string action, string prefix, MhsmStorageCheckStatus expected)
    {
        var rule = new LifecycleRule { Name = "old", Actions = [action], Prefixes = prefix.Length == 0 ? [] : [prefix] };
        await Judges(Rules(rule), "Lifecycle", expected);
        await Judges(Rules(rule with { IsEnabled = false }), "Lifecycle", Pass);
        await Judges(Rules(rule with { NeedsTags = true }), "Lifecycle", Pass);
        await Judges(Rules(rule with { IsForBlockBlobs = false }), "Lifecycle", Pass);
    }

    private static GivenFacts Rules(params LifecycleRule[] rules) => Good with { Lifecycle = Fact<IReadOnlyList<LifecycleRule>>.Of(rules) };

    private static Fact<ContainerSettings> Public => Fact<ContainerSettings>.Of(new ContainerSettings { PublicAccess = "Container" });

    private static Fact<T> Not<T>() => Fact<T>.Unknown("nobody knows", "ask");

    private static Fact<T> Failed<T>(string errorId) => Fact<T>.Unknown("it was refused", "do something", errorId);

    private static async Task<MhsmStorageCheck> Judges(IStorageFacts facts, string name, MhsmStorageCheckStatus expected)
    {
        MhsmStorageCheck check = (await StorageCheckup.RunAsync(facts)).Single(each => each.Check == name);
        Assert.True(check.Status == expected, $"{name}: {check.Status} instead of {expected}: {check.Finding}");
        if (expected is Warning or Fail) Assert.NotEmpty(check.Recommendation!);
        return check;
    }
}
