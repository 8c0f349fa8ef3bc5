using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Storage.Management;

/// <summary>The resource id of a storage account, or a subscription's id: of what Azure Resource Manager is asked for.</summary>
public sealed class StorageAccountId
{
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
    private static readonly Regex Form = new(
        "^/subscriptions/(?<subscription>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/resourceGroups/(?<group>[^/?#%&\\\\\\s]{1,90})"
        + "/providers/Microsoft\\.Storage/storageAccounts/(?<name>[a-z0-9]{3,24})$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private StorageAccountId(string text, string subscriptionId, string resourceGroup, string name)
    {
        Text = text;
        SubscriptionId = subscriptionId;
        ResourceGroup = resourceGroup;
        Name = name;
    }

    /// <summary>The whole id.</summary>
    public string Text { get; }

    /// <summary>The subscription, a GUID.</summary>
    public string SubscriptionId { get; }

    /// <summary>The resource group's name.</summary>
    public string ResourceGroup { get; }

    /// <summary>The account's name.</summary>
    public string Name { get; }

    /// <summary>Reads a resource id.</summary>
    /// <param name="text"><c>/subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/name</c>.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidResourceId"/>.</exception>
    public static StorageAccountId Parse(string? text) => TryParse(text, out StorageAccountId? id) ? id! : throw new MhsmInputException(
        MhsmErrorId.InvalidResourceId,
        $"'{Redaction.OfUri(text ?? string.Empty)}' is not the resource id of a storage account. Give one like "
        + "/subscriptions/<subscription>/resourceGroups/<group>/providers/Microsoft.Storage/storageAccounts/<name>: az storage account show --name <name> --query id.");

    /// <summary>Reads a subscription's id.</summary>
    /// <param name="text">A GUID, or <c>/subscriptions/</c> and a GUID.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidSubscriptionId"/>.</exception>
    public static string ParseSubscription(string? text)
    {
        const string Prefix = "/subscriptions/";
        string id = (text ?? string.Empty).Trim().TrimEnd('/');
        if (id.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) id = id.Substring(Prefix.Length);
        return Guid.TryParseExact(id, "D", out Guid guid) ? guid.ToString("D") : throw new MhsmInputException(
            MhsmErrorId.InvalidSubscriptionId,
            $"'{Redaction.OfUri(id)}' is not the id of a subscription. Give the GUID that az account show --query id or (Get-AzContext).Subscription.Id prints.");
    }

    internal static bool TryParse(string? text, out StorageAccountId? id)
    {
        string trimmed = (text ?? string.Empty).Trim().TrimEnd('/');
        Match match = Form.Match(trimmed);
        id = match.Success
            ? new StorageAccountId(trimmed, match.Groups["subscription"].Value, match.Groups["group"].Value, match.Groups["name"].Value)
            : null;
        return match.Success;
    }

    /// <summary>The whole id.</summary>
    public override string ToString() => Text;
}
