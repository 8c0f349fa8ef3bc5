using System.IO.Enumeration;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>A role of Azure RBAC, as far as it allows to manage.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Actions">What it allows, with * for any characters.</param>
public sealed record AzureRole(string Name, params IReadOnlyList<string> Actions)
{
    /// <summary>Everything.</summary>
    public static AzureRole Owner { get; } = new("Owner", "*");

    /// <summary>Everything but giving roles.</summary>
    public static AzureRole Contributor { get; } = new("Contributor", "Microsoft.Storage/*", "Microsoft.Resources/*", "*/read");

    /// <summary>Reads everything; lists no keys.</summary>
    public static AzureRole Reader { get; } = new("Reader", "*/read");

    /// <summary>Manages storage accounts, their keys among them.</summary>
    public static AzureRole StorageAccountContributor { get; } =
        new("Storage Account Contributor", "Microsoft.Storage/storageAccounts/*", "Microsoft.Resources/subscriptions/resourceGroups/read");

    /// <summary>Lists and regenerates keys; does not read accounts.</summary>
    public static AzureRole StorageAccountKeyOperator { get; } =
        new("Storage Account Key Operator Service Role", "Microsoft.Storage/storageAccounts/listkeys/action", "Microsoft.Storage/storageAccounts/regeneratekey/action");

    /// <summary>Reads accounts and lists their keys.</summary>
    public static AzureRole ReaderAndDataAccess { get; } = new(
        "Reader and Data Access",
        "Microsoft.Storage/storageAccounts/listKeys/action", "Microsoft.Storage/storageAccounts/ListAccountSas/action", "Microsoft.Storage/storageAccounts/read");

    /// <summary>Works with blobs, which are not here; of what is, it reads containers.</summary>
    public static AzureRole StorageBlobDataContributor { get; } = new(
        "Storage Blob Data Contributor",
        "Microsoft.Storage/storageAccounts/blobServices/containers/read", "Microsoft.Storage/storageAccounts/blobServices/containers/write",
        "Microsoft.Storage/storageAccounts/blobServices/containers/delete", "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AzureRole> All { get; } =
        [Owner, Contributor, Reader, StorageAccountContributor, StorageAccountKeyOperator, ReaderAndDataAccess, StorageBlobDataContributor];

    /// <summary>Finds a role by its name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The role, or null.</returns>
    public static AzureRole? Find(string name) => All.FirstOrDefault(role => string.Equals(role.Name, name, StringComparison.OrdinalIgnoreCase));

    internal bool Allows(string action) => Actions.Any(allowed => FileSystemName.MatchesSimpleExpression(allowed, action));
}
