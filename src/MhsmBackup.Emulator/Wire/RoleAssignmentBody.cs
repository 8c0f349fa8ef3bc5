using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

internal sealed record RoleAssignmentBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("properties")] RoleAssignmentProperties Properties,
    [property: JsonPropertyName("type")] string Type = "Microsoft.Authorization/roleAssignments");

internal sealed record RoleAssignmentRequest([property: JsonPropertyName("properties")] RoleAssignmentProperties? Properties);

/// <summary>The scope is in answers alone: a request has it in its path.</summary>
internal sealed record RoleAssignmentProperties(
    [property: JsonPropertyName("principalId")] string? PrincipalId,
    [property: JsonPropertyName("roleDefinitionId")] string? RoleDefinitionId,
    [property: JsonPropertyName("scope")] string? Scope = null);
