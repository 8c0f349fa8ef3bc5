using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>What Azure Resource Manager tells of an account, for all of its containers: each is asked for once.</summary>
internal sealed class StorageAccountFacts
{
    private readonly ResourceManagerClient? _client;
    private readonly CancellationToken _cancellationToken;
    private readonly Lazy<Task<Fact<StorageAccount>>> _account;
    private readonly Lazy<Task<Fact<BlobServiceSettings>>> _blobService;
    private readonly Lazy<Task<Fact<IReadOnlyList<LifecycleRule>>>> _lifecycle;

    public StorageAccountFacts(ResourceManagerClient client, string nameOrId, CancellationToken cancellationToken)
        : this(() => Fact<StorageAccount>.ReadAsync(() => client.FindAsync(nameOrId, cancellationToken)))
    {
        _client = client;
        _cancellationToken = cancellationToken;
    }

    /// <summary>An account of which Azure Resource Manager cannot be asked.</summary>
    public StorageAccountFacts(Fact<StorageAccount> unknown)
        : this(() => Task.FromResult(unknown))
    {
    }

    private StorageAccountFacts(Func<Task<Fact<StorageAccount>>> account)
    {
        _account = new Lazy<Task<Fact<StorageAccount>>>(account);
        _blobService = new Lazy<Task<Fact<BlobServiceSettings>>>(() => OfAccountAsync(found => _client!.GetBlobServiceAsync(found, _cancellationToken)));
        _lifecycle = new Lazy<Task<Fact<IReadOnlyList<LifecycleRule>>>>(() => OfAccountAsync(found => _client!.GetLifecycleRulesAsync(found, _cancellationToken)));
    }

    public Task<Fact<StorageAccount>> AccountAsync() => _account.Value;

    public Task<Fact<BlobServiceSettings>> BlobServiceAsync() => _blobService.Value;

    public Task<Fact<IReadOnlyList<LifecycleRule>>> LifecycleAsync() => _lifecycle.Value;

    public Task<Fact<ContainerSettings>> ContainerAsync(string container) => OfAccountAsync(found => _client!.GetContainerAsync(found, container, _cancellationToken));

    private async Task<Fact<T>> OfAccountAsync<T>(Func<StorageAccount, Task<T>> read)
    {
        Fact<StorageAccount> account = await AccountAsync().ConfigureAwait(false);
        return account.IsKnown
            ? await Fact<T>.ReadAsync(() => read(account.Value)).ConfigureAwait(false)
            : Fact<T>.Unknown(account.Why, account.Remedy, account.ErrorId);
    }
}
