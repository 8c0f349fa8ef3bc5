using System.Text.Json.Serialization;

namespace MhsmBackup.Storage.Management.Wire;

/// <summary>The lifecycle rules of an account: https://learn.microsoft.com/rest/api/storagerp/management-policies/get.</summary>
internal sealed class ManagementPolicyBody
{
    [JsonPropertyName("properties")]
    public ManagementPolicyPropertiesBody? Properties { get; init; }

    public sealed class ManagementPolicyPropertiesBody
    {
        [JsonPropertyName("policy")]
        public PolicyBody? Policy { get; init; }
    }

    public sealed class PolicyBody
    {
        [JsonPropertyName("rules")]
        public IReadOnlyList<LifecycleRuleBody>? Rules { get; init; }
    }
}
