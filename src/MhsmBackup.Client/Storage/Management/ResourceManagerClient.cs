using System.Security;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Transport;
using MhsmBackup.Storage.Management.Wire;

namespace MhsmBackup.Storage.Management;

/// <summary>What Azure Resource Manager tells of storage accounts; it changes nothing. https://learn.microsoft.com/rest/api/storagerp.</summary>
// Azure.ResourceManager.Storage is not in the registry that builds this, and Azure.ResourceManager has no types of storage.
public sealed class ResourceManagerClient
{
    internal const string StorageVersion = "2023-05-01";
    internal const string SubscriptionsVersion = "2022-12-01";

    private readonly ResourceManagerPipeline _pipeline;
    private readonly StorageAccountSearch _search;

    /// <summary>Prepares a client. Nothing is sent before the first call.</summary>
    /// <param name="identity">Who asks.</param>
    /// <param name="subscriptionId">The only subscription to look for accounts in, a GUID; null for all that the identity sees.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.StorageSignInMissing"/>: all there is is a token for Managed HSM;
    /// <see cref="MhsmErrorId.InvalidSubscriptionId"/>; or <see cref="MhsmErrorId.InvalidLoopbackResourceManager"/>.
    /// </exception>
    public ResourceManagerClient(MhsmIdentity identity, string? subscriptionId = null)
        : this(identity, subscriptionId, HsmPipeline.TransportTo(ResourceManagerEndpoint.IsLoopback), TimeSpan.FromSeconds(0.8))
    {
    }

    internal ResourceManagerClient(MhsmIdentity identity, string? subscriptionId, HttpPipelineTransport transport, TimeSpan retryDelay)
    {
        if (identity.Way is AccessTokenSignIn)
        {
            throw new MhsmInputException(
                MhsmErrorId.StorageSignInMissing,
                "Signed in with an access token, which is for Managed HSM alone and does not open Azure Resource Manager. Sign in another way with Connect-Mhsm.");
        }

        _pipeline = new ResourceManagerPipeline(identity, transport, retryDelay);
        _search = new StorageAccountSearch(_pipeline, subscriptionId is null ? null : StorageAccountId.ParseSubscription(subscriptionId));
    }

    /// <summary>Finds an account: by its resource id with one request, by its name in the subscriptions that the identity sees.</summary>
    /// <param name="nameOrId">The account's name, or its resource id.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidResourceId"/>.</exception>
    /// <exception cref="MhsmResourceManagerException">
    /// <see cref="MhsmErrorId.StorageAccountNotFound"/>, <see cref="MhsmErrorId.ResourceManagerRefused"/>,
    /// <see cref="MhsmErrorId.ResourceManagerUnreachable"/> or <see cref="MhsmErrorId.ResourceManagerFailed"/>.
    /// </exception>
    /// <exception cref="MhsmAuthenticationException">Nobody could be signed in.</exception>
    public Task<StorageAccount> FindAsync(string nameOrId, CancellationToken cancellationToken = default) =>
        nameOrId.Contains('/') ? GetAsync(StorageAccountId.Parse(nameOrId), cancellationToken) : _search.FindAsync(nameOrId, cancellationToken);

    /// <summary>Reads an account.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmException">As <see cref="FindAsync"/>.</exception>
    public async Task<StorageAccount> GetAsync(StorageAccountId id, CancellationToken cancellationToken = default)
    {
        string subject = $"storage account {id.Name}";
        Response response = await CallAsync(RequestMethod.Get, id.Text, subject, "Reader", MhsmErrorId.StorageAccountNotFound, cancellationToken).ConfigureAwait(false);
        return ManagementReader.ToAccount(_pipeline.Read(response, ManagementJson.Default.StorageAccountBody))
            ?? throw new MhsmException(MhsmErrorId.UnreadableAnswer, $"What Azure Resource Manager answered for {subject} is no storage account.");
    }

    /// <summary>Gets a key of an account: the first one, unless only another is there.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmException">As <see cref="FindAsync"/>; or <see cref="MhsmErrorId.UnreadableAnswer"/>: there was no key in the answer.</exception>
    public async Task<SecureString> GetKeyAsync(StorageAccount account, CancellationToken cancellationToken = default)
    {
        Response response = await CallAsync(
            RequestMethod.Post, account.Id + "/listKeys", $"the keys of storage account {account}", "Storage Account Key Operator Service Role", MhsmErrorId.StorageAccountNotFound, cancellationToken).ConfigureAwait(false);
        AccountKeyBody[] keys = [.. (_pipeline.Read(response, ManagementJson.Default.AccountKeysBody).Keys ?? []).Where(key => !string.IsNullOrEmpty(key.Value))];
        AccountKeyBody? chosen = keys.FirstOrDefault(key => string.Equals(key.KeyName, "key1", StringComparison.OrdinalIgnoreCase)) ?? keys.FirstOrDefault();
        return chosen is null
            ? throw new MhsmException(MhsmErrorId.UnreadableAnswer, $"Azure Resource Manager answered with no key of storage account {account}.")
            : SecureText.Protect(chosen.Value!);
    }

    /// <summary>Reads the settings of an account's blob service.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmException">As <see cref="FindAsync"/>.</exception>
    public async Task<BlobServiceSettings> GetBlobServiceAsync(StorageAccount account, CancellationToken cancellationToken = default)
    {
        Response response = await CallAsync(
            RequestMethod.Get, account.Id + "/blobServices/default", $"the blob service of storage account {account}", "Reader", MhsmErrorId.StorageAccountNotFound, cancellationToken).ConfigureAwait(false);
        return ManagementReader.ToSettings(_pipeline.Read(response, ManagementJson.Default.BlobServiceBody));
    }

    /// <summary>Reads the settings of a container.</summary>
    /// <param name="account">The account.</param>
    /// <param name="container">The container's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmException">As <see cref="FindAsync"/>; or <see cref="MhsmErrorId.ContainerNotFound"/>.</exception>
    public async Task<ContainerSettings> GetContainerAsync(StorageAccount account, string container, CancellationToken cancellationToken = default)
    {
        Response response = await CallAsync(
            RequestMethod.Get,
            $"{account.Id}/blobServices/default/containers/{Uri.EscapeDataString(container)}",
            $"container {container} of storage account {account}",
            "Reader",
            MhsmErrorId.ContainerNotFound,
            cancellationToken).ConfigureAwait(false);
        return ManagementReader.ToSettings(_pipeline.Read(response, ManagementJson.Default.ContainerBody));
    }

    /// <summary>Reads the lifecycle rules of an account; empty when it has none.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MhsmException">As <see cref="FindAsync"/>.</exception>
    public async Task<IReadOnlyList<LifecycleRule>> GetLifecycleRulesAsync(StorageAccount account, CancellationToken cancellationToken = default)
    {
        Response response = await _pipeline.SendAsync(RequestMethod.Get, _pipeline.At(account.Id + "/managementPolicies/default", StorageVersion), cancellationToken).ConfigureAwait(false);
        if (response.Status == 404) return [];
        if (response.Status != 200) throw ResourceManagerFailure.OfRefusal(response, $"the lifecycle rules of storage account {account}", "Reader", MhsmErrorId.StorageAccountNotFound);
        ManagementPolicyBody body = _pipeline.Read(response, ManagementJson.Default.ManagementPolicyBody);
        return [.. (body.Properties?.Policy?.Rules ?? []).Select(ManagementReader.ToRule)];
    }

    private async Task<Response> CallAsync(RequestMethod method, string path, string subject, string role, string missingId, CancellationToken cancellationToken)
    {
        Response response = await _pipeline.SendAsync(method, _pipeline.At(path, StorageVersion), cancellationToken).ConfigureAwait(false);
        return response.Status == 200 ? response : throw ResourceManagerFailure.OfRefusal(response, subject, role, missingId);
    }
}
