using System.Collections.Concurrent;
using MhsmBackup.Errors;
using MhsmBackup.Service;
using MhsmBackup.Storage.Connection;
using MhsmBackup.Storage.Management;

namespace MhsmBackup.Storage.Checks;

/// <summary>Checks containers: each with all checks side by side, told in a fixed order.</summary>
public sealed class StorageCheckup
{
    private static readonly IStorageCheck[] Checks =
    [
        new ReachableCheck(), new ContainerExistsCheck(), new PermissionCheck(), new ListCheck(), new ReadCheck(), new WriteCheck(),
        new PublicNetworkCheck(), new TrustedServicesCheck(), new AnonymousAccessCheck(), new SharedKeyCheck(), new TlsCheck(), new HttpsOnlyCheck(),
        new VersioningCheck(), new BlobSoftDeleteCheck(), new ContainerSoftDeleteCheck(), new ImmutabilityCheck(), new ReplicationCheck(), new LifecycleCheck(), new AccountKindCheck(),
    ];

    private readonly ConcurrentDictionary<string, StorageAccountFacts> _accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<ManagedHsmCloud, ResourceManagerClient> _clients = new();
    private readonly ConcurrentBag<Uri> _leftBehind = [];
    private readonly StorageCheckOptions _options;
    private readonly Func<ManagedHsmCloud, ResourceManagerClient> _clientOf;
    private readonly StorageAccountId? _accountId;

    /// <summary>Prepares checks; nothing is sent.</summary>
    /// <param name="options">What the containers are to be used for.</param>
    /// <param name="clientOf">Gives a client of Azure Resource Manager of a cloud; an error of it says why there is none.</param>
    /// <param name="accountId">The account's resource id; null to look for it by its name.</param>
    public StorageCheckup(StorageCheckOptions options, Func<ManagedHsmCloud, ResourceManagerClient> clientOf, StorageAccountId? accountId = null)
    {
        _options = options;
        _clientOf = clientOf;
        _accountId = accountId;
    }

    /// <summary>The test blobs that could not be deleted.</summary>
    public IReadOnlyCollection<Uri> LeftBehind => _leftBehind;

    /// <summary>Finds who asks Azure Resource Manager of a container's account. Nothing is sent; it is called on the pipeline's thread.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cloud">The cloud of accounts whose address does not tell it.</param>
    /// <param name="cancellationToken">Ends what is asked later.</param>
    internal StorageAccountFacts AccountOf(StorageContainer container, ManagedHsmCloud cloud, CancellationToken cancellationToken)
    {
        string? nameOrId = _accountId?.Text ?? container.Address.AccountName;
        if (nameOrId is null)
            return new StorageAccountFacts(Fact<StorageAccount>.Unknown("The address does not tell the name of the storage account.", "Give its resource id with -ResourceId."));
        if (LoopbackHost.Is(container.Address.Uri) && !ResourceManagerEndpoint.IsLoopback)
            return new StorageAccountFacts(Fact<StorageAccount>.Unknown("The container is on this machine: no Azure Resource Manager knows its account."));
        ManagedHsmCloud own = ManagedHsmCloud.OfBlobHost(container.Address.Uri.Host) ?? cloud;
        try
        {
            ResourceManagerClient client = _clients.GetOrAdd(own, _clientOf);
            return _accounts.GetOrAdd(own.Name + nameOrId, _ => new StorageAccountFacts(client, nameOrId, cancellationToken));
        }
        catch (MhsmException e)
        {
            return new StorageAccountFacts(Fact<StorageAccount>.Unknown(e));
        }
    }

    /// <summary>Runs all checks of a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="account">Its account.</param>
    /// <param name="cancellationToken">Ends them, but for the deletion of the test blob.</param>
    internal Task<MhsmStorageCheck[]> RunAsync(StorageContainer container, StorageAccountFacts account, CancellationToken cancellationToken) =>
        RunAsync(new StorageFacts(container, account, _options, _leftBehind.Add, cancellationToken));

    internal static Task<MhsmStorageCheck[]> RunAsync(IStorageFacts facts) => Task.WhenAll(Checks.Select(check => RunAsync(check, facts)));

    private static async Task<MhsmStorageCheck> RunAsync(IStorageCheck check, IStorageFacts facts)
    {
        CheckResult result = await check.RunAsync(facts).ConfigureAwait(false);
        return new MhsmStorageCheck
        {
            Container = facts.Address.FolderUri,
            Check = check.Name,
            Status = result.Status,
            Finding = result.Finding,
            Recommendation = result.Recommendation,
        };
    }
}
