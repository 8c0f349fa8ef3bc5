using System.Text.Json.Nodes;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>What is where, who may ask for it, and what is answered.</summary>
internal sealed class ArmRoutes(EmulatorResourceManager manager, AzureRoleAssignments roles, StorageContainers containers, string tenant, TimeProvider time)
{
    private const string Accounts = "/subscriptions/*/providers/Microsoft.Storage/storageAccounts";
    private const string Account = "/subscriptions/*/resourceGroups/*/providers/Microsoft.Storage/storageAccounts/*";
    private const string Actions = "Microsoft.Storage/storageAccounts/";

    private readonly DateTimeOffset started = time.GetUtcNow();

    /// <exception cref="ArmException">The call is refused.</exception>
    internal async Task<JsonObject> AnswerAsync(ArmCall call)
    {
        if (call.Is("GET", "/subscriptions"))
        {
            return Subscriptions(call);
        }

        if (call.Path.Length > 1 && !SubscriptionIds().Contains(call.Subscription, StringComparer.OrdinalIgnoreCase))
        {
            throw ArmException.NotFound("SubscriptionNotFound", $"The subscription '{call.Subscription}' could not be found.");
        }

        return call.Is("GET", Accounts) ? AccountsOf(call)
            : call.Is("GET", Account) ? ArmDocuments.Account(Find(call, "read"), started)
            : call.Is("POST", Account + "/listKeys") ? ArmDocuments.Keys(Find(call, "listKeys/action"), started)
            : call.Is("GET", Account + "/blobServices/default") ? ArmDocuments.BlobService(Find(call, "blobServices/read"))
            : call.Is("GET", Account + "/blobServices/default/containers/*") ? await ContainerAsync(call)
            : call.Is("GET", Account + "/managementPolicies/default") ? LifecyclePolicy(call)
            : throw ArmException.NotFound("NotFound", $"There is no {call.Request.Method} {call.Request.Path} here.");
    }

    private JsonObject Subscriptions(ArmCall call)
    {
        JsonObject[] seen = [.. SubscriptionIds().Where(id => roles.Know(call.Caller.ObjectId, "/subscriptions/" + id)).Select(id => ArmDocuments.Subscription(id, tenant))];
        JsonObject page = ArmPages.Of(call, seen, manager.PageSize);
        page["count"] = new JsonObject { ["type"] = "Total", ["value"] = seen.Length };
        return page;
    }

    /// <summary>Those that the caller may read: somebody who may read nothing in a subscription is refused, not shown an empty list.</summary>
    private JsonObject AccountsOf(ArmCall call)
    {
        string scope = "/subscriptions/" + call.Subscription;
        EmulatedStorageAccount[] seen =
        [
            .. manager.StorageAccounts.Where(account => Same(account.SubscriptionId, call.Subscription) && roles.Allow(call.Caller.ObjectId, Actions + "read", account.Id)),
        ];
        if (seen.Length == 0)
        {
            ThrowIfForbidden(call, Actions + "read", scope);
        }

        return ArmPages.Of(call, [.. seen.Select(account => ArmDocuments.Account(account, started))], manager.PageSize);
    }

    private async Task<JsonObject> ContainerAsync(ArmCall call)
    {
        EmulatedStorageAccount account = Find(call, "blobServices/containers/read");
        string name = call.Path[^1];
        return await containers.FindAsync(account, name) is var (container, changed, etag)
            ? ArmDocuments.Container(account, container, changed ?? started, etag, tenant)
            : throw ArmException.NotFound("ContainerNotFound", "The specified container does not exist.");
    }

    private JsonObject LifecyclePolicy(ArmCall call)
    {
        EmulatedStorageAccount account = Find(call, "managementPolicies/read");
        return account.LifecycleRules is null
            ? throw ArmException.NotFound("ManagementPolicyNotFound", $"No ManagementPolicy found for account {account.Name}")
            : ArmDocuments.LifecyclePolicy(account, started);
    }

    /// <summary>The account that a path names. Who may not is told so before what there is.</summary>
    private EmulatedStorageAccount Find(ArmCall call, string action)
    {
        // The scope of an action is the resource that the path names; POST names the action behind it.
        string scope = "/" + string.Join('/', call.Request.Method == "POST" ? call.Path[..^1] : call.Path);
        ThrowIfForbidden(call, Actions + action, scope);
        EmulatedStorageAccount[] all = [.. manager.StorageAccounts.Where(account => Same(account.SubscriptionId, call.Subscription))];
        EmulatedStorageAccount[] group = Array.FindAll(all, account => Same(account.ResourceGroup, call.ResourceGroup));
        return group.Length == 0
            ? throw ArmException.NotFound("ResourceGroupNotFound", $"Resource group '{call.ResourceGroup}' could not be found.")
            : Array.Find(group, account => Same(account.Name, call.Account)) ?? throw ArmException.NotFound(
                "ResourceNotFound",
                $"The Resource 'Microsoft.Storage/storageAccounts/{call.Account}' under resource group '{call.ResourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    private void ThrowIfForbidden(ArmCall call, string action, string scope)
    {
        if (!roles.Allow(call.Caller.ObjectId, action, scope))
        {
            throw new ArmException(
                StatusCodes.Status403Forbidden,
                "AuthorizationFailed",
                $"The client '{call.Caller.Name}' with object id '{call.Caller.ObjectId}' does not have authorization to perform action '{action}' over scope '{scope}' "
                + "or the scope is invalid. If access was recently granted, please refresh your credentials.");
        }
    }

    private string[] SubscriptionIds() =>
        [.. manager.StorageAccounts.Select(account => account.SubscriptionId).Prepend(EmulatedStorageAccount.DefaultSubscriptionId).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
