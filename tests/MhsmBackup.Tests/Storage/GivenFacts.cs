using MhsmBackup.Storage;
using MhsmBackup.Storage.Checks;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Tests.Storage;

/// <summary>Facts that were written down: those of a container and an account that nothing speaks against.</summary>
internal sealed record GivenFacts : IStorageFacts
{
    public const string UserDelegationSas = "sv=2025-01-05&sr=c&sp=rcwdl&se=2099-01-01T00:00:00Z&skoid=x&sig=c2VjcmV0LXNpZ25hdHVyZQ%3D%3D";

    public ContainerAddress Address { get; init; } = ContainerAddress.Parse("https://contosobackup.blob.core.windows.net/hsm", out _);

    public StorageSignIn SignIn { get; init; } = StorageSignIn.WithSas(SasToken.Parse(Secrets.SecureText.Protect(Client.ScriptedHsm.Sas)));

    public StorageCheckOptions Options { get; init; } = new();

    public Fact<bool> Entry { get; init; } = Fact<bool>.Of(true);

    public Fact<bool> List { get; init; } = Fact<bool>.Of(true);

    public Fact<bool> Read { get; init; } = Fact<bool>.Of(true);

    public Fact<WriteProbe> Write { get; init; } = Fact<WriteProbe>.Of(new WriteProbe(IsVersioned: true));

    public Fact<StorageAccount> Account { get; init; } = Fact<StorageAccount>.Of(GoodAccount);

    public Fact<AccountKind> Kind { get; init; } = Fact<AccountKind>.Of(new AccountKind("StorageV2", "Standard_GZRS", IsHierarchical: false));

    public Fact<BlobServiceSettings> BlobService { get; init; } = Fact<BlobServiceSettings>.Of(new BlobServiceSettings { IsVersioned = true, BlobRetentionDays = 14, ContainerRetentionDays = 14 });

    public Fact<int?> Retention { get; init; } = Fact<int?>.Of(14);

    public Fact<ContainerSettings> Container { get; init; } = Fact<ContainerSettings>.Of(new ContainerSettings { HasImmutabilityPolicy = true, ImmutabilityDays = 30, IsImmutabilityLocked = true });

    public Fact<IReadOnlyList<LifecycleRule>> Lifecycle { get; init; } = Fact<IReadOnlyList<LifecycleRule>>.Of([]);

    public static StorageAccount GoodAccount => new() { Id = StorageAccountId.Parse(ScriptedResourceManager.AccountPath), MinimumTlsVersion = "TLS1_2" };

    public Task<Fact<bool>> EntryAsync() => Task.FromResult(Entry);

    public Task<Fact<bool>> ListAsync() => Task.FromResult(List);

    public Task<Fact<bool>> ReadAsync() => Task.FromResult(Read);

    public Task<Fact<WriteProbe>> WriteAsync() => Task.FromResult(Write);

    public Task<Fact<StorageAccount>> AccountAsync() => Task.FromResult(Account);

    public Task<Fact<AccountKind>> KindAsync() => Task.FromResult(Kind);

    public Task<Fact<BlobServiceSettings>> BlobServiceAsync() => Task.FromResult(BlobService);

    public Task<Fact<int?>> BlobRetentionAsync() => Task.FromResult(Retention);

    public Task<Fact<ContainerSettings>> ContainerAsync() => Task.FromResult(Container);

    public Task<Fact<IReadOnlyList<LifecycleRule>>> LifecycleAsync() => Task.FromResult(Lifecycle);

    public GivenFacts With(Func<StorageAccount, StorageAccount> change) => this with { Account = Fact<StorageAccount>.Of(change(GoodAccount)) };

    public GivenFacts For(SasPurpose purpose = SasPurpose.Backup, bool usesManagedIdentity = false, bool skipsWrite = false) =>
        this with { Options = new StorageCheckOptions { Purpose = purpose, UsesManagedIdentity = usesManagedIdentity, SkipsWrite = skipsWrite } };

    public GivenFacts Signed(string sas) => this with { SignIn = StorageSignIn.WithSas(SasToken.Parse(Secrets.SecureText.Protect(sas))) };
}
