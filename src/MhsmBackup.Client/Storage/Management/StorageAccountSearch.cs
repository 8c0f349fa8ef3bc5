using Azure;
using Azure.Core;
using MhsmBackup.Errors;
using MhsmBackup.Storage.Management.Wire;

namespace MhsmBackup.Storage.Management;

/// <summary>
/// Finds accounts by name: names are unique in Azure, so it stops at the first, and goes on from there for the next name. No
/// list is asked for twice.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "The semaphore has no handle of the system.")]
internal sealed class StorageAccountSearch(ResourceManagerPipeline pipeline, string? subscriptionId)
{
    private readonly Dictionary<string, StorageAccount> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<MhsmResourceManagerException> _refusals = [];
    private readonly SemaphoreSlim _one = new(1, 1);
    private IReadOnlyList<string>? _subscriptions = subscriptionId is null ? null : [subscriptionId];

    /// <exception cref="MhsmResourceManagerException"><see cref="MhsmErrorId.StorageAccountNotFound"/>, or no list could be read.</exception>
    public async Task<StorageAccount> FindAsync(string name, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_seen.TryGetValue(name, out StorageAccount? account)) return account;
            _subscriptions ??= await ListSubscriptionsAsync(cancellationToken).ConfigureAwait(false);
            foreach (string subscription in _subscriptions)
            {
                if (!_read.Contains(subscription) && await FindInAsync(subscription, name, cancellationToken).ConfigureAwait(false) is StorageAccount found) return found;
            }

            throw NotFound(name);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<StorageAccount?> FindInAsync(string subscription, string name, CancellationToken cancellationToken)
    {
        Uri? page = pipeline.At($"subscriptions/{subscription}/providers/Microsoft.Storage/storageAccounts", ResourceManagerClient.StorageVersion);
        while (page is not null)
        {
            Response response = await pipeline.SendAsync(RequestMethod.Get, page, cancellationToken).ConfigureAwait(false);
            if (response.Status != 200)
            {
                MhsmResourceManagerException refusal = ResourceManagerFailure.OfRefusal(
                    response, $"the storage accounts of subscription {subscription}", "Reader", MhsmErrorId.StorageAccountNotFound);
                // One subscription that is closed to the identity does not hide those that are open to it.
                if (refusal.ErrorId == MhsmErrorId.ResourceManagerFailed || subscriptionId is not null) throw refusal;
                _refusals.Add(refusal);
                break;
            }

            ListBody<StorageAccountBody> body = pipeline.Read(response, ManagementJson.Default.StorageAccounts);
            foreach (StorageAccount account in (body.Value ?? []).Select(ManagementReader.ToAccount).OfType<StorageAccount>()) _seen[account.Name] = account;
            page = pipeline.Next(body.NextLink);
            if (page is not null && _seen.TryGetValue(name, out StorageAccount? early)) return early;
        }

        _read.Add(subscription);
        return _seen.TryGetValue(name, out StorageAccount? found) ? found : null;
    }

    private async Task<IReadOnlyList<string>> ListSubscriptionsAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        for (Uri? page = pipeline.At("subscriptions", ResourceManagerClient.SubscriptionsVersion); page is not null;)
        {
            Response response = await pipeline.SendAsync(RequestMethod.Get, page, cancellationToken).ConfigureAwait(false);
            if (response.Status != 200) throw ResourceManagerFailure.OfRefusal(response, "the list of subscriptions", "Reader", MhsmErrorId.StorageAccountNotFound);
            ListBody<SubscriptionBody> body = pipeline.Read(response, ManagementJson.Default.Subscriptions);
            ids.AddRange((body.Value ?? []).Select(subscription => subscription.SubscriptionId).Where(id => Guid.TryParse(id, out _))!);
            page = pipeline.Next(body.NextLink);
        }

        return ids;
    }

    private MhsmResourceManagerException NotFound(string name)
    {
        string where = subscriptionId is not null ? $"Subscription {subscriptionId} has"
            : _subscriptions!.Count == 0 ? "The identity sees no subscription, and so"
            : $"None of the {_subscriptions.Count} subscriptions that the identity sees has";
        string refused = _refusals.Count == 0 ? string.Empty : $" {_refusals.Count} of them did not show their accounts: {_refusals[0].Message.Split('\n')[0].Trim()}";
        return new MhsmResourceManagerException(
            MhsmErrorId.StorageAccountNotFound,
            $"{where} no storage account '{name}'.{refused}{Environment.NewLine}"
            + "Check the name; the identity needs the role Reader on the account; or it is in another tenant, and Connect-Mhsm -TenantId signs in to that.",
            status: 0,
            errorCode: null,
            requestId: null);
    }
}
