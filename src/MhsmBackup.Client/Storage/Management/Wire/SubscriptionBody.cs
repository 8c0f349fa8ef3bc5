using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>A subscription: https://learn.microsoft.com/rest/api/resources/subscriptions/list.</summary>
internal sealed class SubscriptionBody
{
    [JsonPropertyName("subscriptionId")]
    public string? SubscriptionId { get; init; }
}
