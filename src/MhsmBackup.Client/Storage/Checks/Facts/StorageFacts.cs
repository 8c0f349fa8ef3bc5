using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Reads the facts: of the container with the right given, of the account through Azure Resource Manager.</summary>
internal sealed class StorageFacts : IStorageFacts
{
    private readonly StorageContainer _container;
    private readonly StorageAccountFacts _account;
    private readonly CancellationToken _cancellationToken;
    private readonly Lazy<Task<Fact<bool>>> _entry;
    private readonly Lazy<Task<Fact<bool>>> _list;
    private readonly Lazy<Task<Fact<bool>>> _read;
    private readonly Lazy<Task<Fact<WriteProbe>>> _write;
    private readonly Lazy<Task<Fact<ContainerSettings>>> _settings;
    private readonly Lazy<Task<Fact<AccountKind>>> _kind;
    private readonly Lazy<Task<Fact<int?>>> _retention;

    public StorageFacts(StorageContainer container, StorageAccountFacts account, StorageCheckOptions options, Action<Uri> leftBehind, CancellationToken cancellationToken)
    {
        _container = container;
        _account = account;
        _cancellationToken = cancellationToken;
        Options = options;
        _entry = new(EnterAsync);
        _list = new(TryListAsync);
        _read = new(() => AfterEntryAsync(TryReadAsync));
        _write = new(() => AfterEntryAsync(() => TryWriteAsync(leftBehind)));
        _settings = new(ReadSettingsAsync);
        _kind = new(ReadKindAsync);
        _retention = new(ReadRetentionAsync);
    }

    public ContainerAddress Address => _container.Address;

    public StorageSignIn SignIn => _container.SignIn;

    public StorageCheckOptions Options { get; }

    public Task<Fact<bool>> EntryAsync() => _entry.Value;

    public Task<Fact<bool>> ListAsync() => _list.Value;

    public Task<Fact<bool>> ReadAsync() => _read.Value;

    public Task<Fact<WriteProbe>> WriteAsync() => _write.Value;

    public Task<Fact<StorageAccount>> AccountAsync() => _account.AccountAsync();

    public Task<Fact<AccountKind>> KindAsync() => _kind.Value;

    public Task<Fact<BlobServiceSettings>> BlobServiceAsync() => _account.BlobServiceAsync();

    public Task<Fact<int?>> BlobRetentionAsync() => _retention.Value;

    public Task<Fact<ContainerSettings>> ContainerAsync() => _settings.Value;

    public Task<Fact<IReadOnlyList<LifecycleRule>>> LifecycleAsync() => _account.LifecycleAsync();

    // A SAS that may not list is asked for nothing that it is known to be refused.
    private async Task<Fact<bool>> EnterAsync()
    {
        Fact<bool> list = await ListAsync().ConfigureAwait(false);
        return list.ErrorId == MhsmErrorId.SasTokenLacksPermission ? await TryReadAsync().ConfigureAwait(false) : list;
    }

    // What does not answer, or is not there, is not asked again: each try would take its retries.
    private async Task<Fact<T>> AfterEntryAsync<T>(Func<Task<Fact<T>>> read)
    {
        Fact<bool> entry = await EntryAsync().ConfigureAwait(false);
        bool mayAnswer = entry.IsKnown || entry.ErrorId is MhsmErrorId.StorageAccessDenied or MhsmErrorId.SasTokenLacksPermission;
        return mayAnswer ? await read().ConfigureAwait(false) : Fact<T>.Unknown(entry.Why, entry.Remedy, entry.ErrorId);
    }

    private async Task<Fact<bool>> TryListAsync()
    {
        if (SignIn.Sas?.Lacking("l").Any() == true) return Lacking<bool>("list (l)");
        string prefix = Address.Folder is null ? string.Empty : Address.Folder + "/";
        return await Fact<bool>.ReadAsync(() => _container.CallAsync(
            async client =>
            {
                await foreach (Page<BlobItem> page in client.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, _cancellationToken).AsPages(pageSizeHint: 1).ConfigureAwait(false))
                    return page.Values.Count > 0;
                return false;
            },
            "listed",
            _cancellationToken)).ConfigureAwait(false);
    }

    // A blob that is not there says so only to whoever may read it.
    private async Task<Fact<bool>> TryReadAsync()
    {
        if (SignIn.Sas?.Lacking("r").Any() == true) return Lacking<bool>("read (r)");
        Fact<bool> read = await Fact<bool>.ReadAsync(() => _container.CallAsync(
            async client =>
            {
                await client.GetBlobClient(WriteProbe.NewName(Address)).GetPropertiesAsync(cancellationToken: _cancellationToken).ConfigureAwait(false);
                return true;
            },
            "read",
            _cancellationToken)).ConfigureAwait(false);
        return read.ErrorId == MhsmErrorId.BackupNotFound ? Fact<bool>.Of(true) : read;
    }

    private async Task<Fact<WriteProbe>> TryWriteAsync(Action<Uri> leftBehind) => SignIn.Sas?.Lacking("c", "r", "d", "w").Any() == true
        ? Lacking<WriteProbe>("create, read, delete and write (crdw)")
        : await Fact<WriteProbe>.ReadAsync(() => WriteProbe.RunAsync(_container, leftBehind, _cancellationToken)).ConfigureAwait(false);

    private Fact<T> Lacking<T>(string what) => Fact<T>.Unknown(
        $"The SAS token given does not allow to {what}; it has sp={Secrets.Redaction.OfText(SignIn.Sas!.Permissions!)}.", remedy: null, MhsmErrorId.SasTokenLacksPermission);

    private async Task<Fact<ContainerSettings>> ReadSettingsAsync()
    {
        Fact<ContainerSettings> told = await _account.ContainerAsync(Address.Container).ConfigureAwait(false);
        if (told.IsKnown || told.ErrorId == MhsmErrorId.ContainerNotFound || (SignIn.Sas is not null && !SasFields.OpensContainers(SignIn.Sas))) return told;
        Fact<ContainerSettings> read = await AfterEntryAsync(() => Fact<ContainerSettings>.ReadAsync(() => _container.CallAsync(
            async client =>
            {
                BlobContainerProperties properties = await client.GetPropertiesAsync(cancellationToken: _cancellationToken).ConfigureAwait(false);
                return new ContainerSettings
                {
                    PublicAccess = PublicAccessText.Of(properties.PublicAccess),
                    HasImmutabilityPolicy = properties.HasImmutabilityPolicy ?? false,
                    HasLegalHold = properties.HasLegalHold ?? false,
                    HasVersionImmutability = properties.HasImmutableStorageWithVersioning,
                };
            },
            "read",
            _cancellationToken))).ConfigureAwait(false);
        return read.IsKnown ? read : told;
    }

    private async Task<Fact<AccountKind>> ReadKindAsync()
    {
        Fact<AccountKind> told = (await AccountAsync().ConfigureAwait(false)).As(account => new AccountKind(account.Kind, account.Sku, account.IsHierarchical));
        // Storage itself tells it to a SAS or a key: https://learn.microsoft.com/rest/api/storageservices/get-account-information
        if (told.IsKnown || SignIn.Identity is not null) return told;
        Fact<AccountKind> read = await AfterEntryAsync(() => Fact<AccountKind>.ReadAsync(() => _container.CallAsync(
            async client =>
            {
                AccountInfo info = await client.GetAccountInfoAsync(_cancellationToken).ConfigureAwait(false);
                return new AccountKind(info.AccountKind.ToString(), NameOf(info.SkuName), info.IsHierarchicalNamespaceEnabled);
            },
            "read",
            _cancellationToken))).ConfigureAwait(false);
        return read.IsKnown ? read : told;
    }

    private async Task<Fact<int?>> ReadRetentionAsync()
    {
        Fact<int?> told = (await BlobServiceAsync().ConfigureAwait(false)).As(service => service.BlobRetentionDays);
        if (told.IsKnown || (SignIn.Sas is not null && !SasFields.OpensService(SignIn.Sas))) return told;
        Fact<int?> read = await AfterEntryAsync(() => Fact<int?>.ReadAsync(() => _container.CallAsync(
            async client =>
            {
                BlobServiceProperties properties = await client.GetParentBlobServiceClient().GetPropertiesAsync(_cancellationToken).ConfigureAwait(false);
                return properties.DeleteRetentionPolicy is { Enabled: true } policy ? policy.Days ?? 0 : (int?)null;
            },
            "read",
            _cancellationToken))).ConfigureAwait(false);
        return read.IsKnown ? read : told;
    }

    // The SDK's words for a SKU are turned round: StandardGrs, PremiumLrs.
    private static string NameOf(SkuName sku)
    {
        string text = sku.ToString();
        foreach (string tier in new[] { "Standard", "Premium" })
        {
            if (text.StartsWith(tier, StringComparison.Ordinal)) return tier + "_" + text.Substring(tier.Length).ToUpperInvariant();
        }

        return text;
    }
}
