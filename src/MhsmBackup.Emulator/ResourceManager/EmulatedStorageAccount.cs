using System.Security.Cryptography;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>A storage account as Azure Resource Manager shows it. What is changed here shows in the next answer; its blobs, if it has any, are in another server.</summary>
public sealed class EmulatedStorageAccount
{
    /// <summary>The subscription that there is when nothing else is said.</summary>
    public const string DefaultSubscriptionId = "5ab00000-0000-4000-8000-000000000001";

    private readonly Uri? blobEndpoint;

    /// <summary>Describes an account.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="keys">Its keys, base64, at most two; those that are left out are made.</param>
    public EmulatedStorageAccount(string name, params IEnumerable<string> keys)
    {
        Name = name;
        Keys = [.. keys];
        while (Keys.Count < 2)
        {
            Keys.Add(Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));
        }
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its keys, base64: key1 and key2.</summary>
    public IList<string> Keys { get; }

    /// <summary>The id of its subscription.</summary>
    public string SubscriptionId { get; init; } = DefaultSubscriptionId;

    /// <summary>Its resource group.</summary>
    public string ResourceGroup { get; init; } = "backups";

    /// <summary>Its region.</summary>
    public string Location { get; init; } = "westeurope";

    /// <summary>Where its blobs are: Azure's address for the name, or the server that stands for it, which is then asked for containers that are not in <see cref="Containers"/>.</summary>
    public Uri BlobEndpoint
    {
        get => blobEndpoint ?? new Uri($"https://{Name}.blob.core.windows.net/");
        init => blobEndpoint = value;
    }

    /// <summary>What kind it is: StorageV2, BlockBlobStorage and so on.</summary>
    public string Kind { get; set; } = "StorageV2";

    /// <summary>Its performance and replication: Standard_LRS, Standard_GRS and so on.</summary>
    public string Sku { get; set; } = "Standard_GRS";

    /// <summary>Enabled, Disabled, or SecuredByPerimeter.</summary>
    public string PublicNetworkAccess { get; set; } = "Enabled";

    /// <summary>What its firewall does with addresses that no rule names: Allow or Deny.</summary>
    public string NetworkDefaultAction { get; set; } = "Allow";

    /// <summary>Who passes its firewall: None, or of AzureServices, Logging and Metrics those separated by commas.</summary>
    public string NetworkBypass { get; set; } = "AzureServices";

    /// <summary>Whether containers can be opened to everybody.</summary>
    public bool AllowBlobPublicAccess { get; set; }

    /// <summary>Whether its keys, and what they sign, are taken; null when nobody has decided, which means that they are.</summary>
    public bool? AllowSharedKeyAccess { get; set; }

    /// <summary>The lowest version of TLS: TLS1_0 to TLS1_3.</summary>
    public string MinimumTlsVersion { get; set; } = "TLS1_2";

    /// <summary>Whether plain http is refused.</summary>
    public bool SupportsHttpsTrafficOnly { get; set; } = true;

    /// <summary>Whether it has a hierarchical namespace.</summary>
    public bool IsHnsEnabled { get; set; }

    /// <summary>Whether it was made with immutability of versions for all its containers.</summary>
    public bool HasImmutableVersions { get; set; }

    /// <summary>What its blob service keeps.</summary>
    public BlobServiceSettings BlobService { get; } = new();

    /// <summary>The rules of its lifecycle policy, as the JSON array that Azure takes; null when it has no policy.</summary>
    public string? LifecycleRules { get; set; }

    /// <summary>Its containers that are more than plain ones, or that no server has.</summary>
    public IList<EmulatedContainer> Containers { get; } = [];

    /// <summary>Its resource id.</summary>
    public string Id => $"/subscriptions/{SubscriptionId}/resourceGroups/{ResourceGroup}/providers/Microsoft.Storage/storageAccounts/{Name}";

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The server that stands for Azure, if there is one.</summary>
    internal Uri? Server => blobEndpoint;
}
