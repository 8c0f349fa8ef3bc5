using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The keys of an account: https://learn.microsoft.com/rest/api/storagerp/storage-accounts/list-keys.</summary>
internal sealed class AccountKeysBody
{
    [JsonPropertyName("keys")]
    public IReadOnlyList<AccountKeyBody>? Keys { get; init; }
}
