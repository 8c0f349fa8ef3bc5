using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>Azure Resource Manager as far as storage accounts go: what there is, and who may see it. Thread-safe but for the accounts' own settings.</summary>
public sealed class EmulatorResourceManager
{
    private readonly Lock gate = new();
    private readonly List<EmulatedStorageAccount> accounts;
    private readonly AzureRoleAssignments roles;

    internal EmulatorResourceManager(Uri endpoint, IEnumerable<EmulatedStorageAccount> accounts, AzureRoleAssignments roles)
    {
        Endpoint = endpoint;
        this.accounts = [.. accounts];
        this.roles = roles;
    }

    /// <summary>Where it is, as <c>https://management.azure.com/</c> is.</summary>
    public Uri Endpoint { get; }

    /// <summary>How many entries a list's page has.</summary>
    public int PageSize { get; set; } = 100;

    /// <summary>The storage accounts.</summary>
    public IReadOnlyList<EmulatedStorageAccount> StorageAccounts
    {
        get
        {
            lock (gate)
            {
                return [.. accounts];
            }
        }
    }

    /// <summary>Adds a storage account.</summary>
    /// <param name="account">The account.</param>
    public void Add(EmulatedStorageAccount account)
    {
        ArgumentNullException.ThrowIfNull(account);
        lock (gate)
        {
            accounts.Add(account);
        }
    }

    /// <summary>Removes a storage account.</summary>
    /// <param name="account">The account.</param>
    public void Remove(EmulatedStorageAccount account)
    {
        lock (gate)
        {
            accounts.Remove(account);
        }
    }

    /// <summary>Gives a role of Azure RBAC.</summary>
    /// <param name="principal">To whom.</param>
    /// <param name="role">Which.</param>
    /// <param name="scope">Where: <c>/</c> for everything, or the id of a subscription, a resource group or a resource.</param>
    public void Assign(EmulatorPrincipal principal, AzureRole role, string scope = "/")
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(role);
        ArgumentNullException.ThrowIfNull(scope);
        roles.Add(principal, role, scope);
    }

    /// <summary>Takes all roles of Azure RBAC from a principal.</summary>
    /// <param name="principal">From whom.</param>
    public void Unassign(EmulatorPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        roles.Remove(principal);
    }
}
