using System.Text.Json.Serialization;

namespace MhsmBackup.Emulator.Wire;

internal sealed record RoleDefinitionBody(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("properties")] RoleDefinitionProperties Properties,
    [property: JsonPropertyName("type")] string Type = "Microsoft.Authorization/roleDefinitions");

internal sealed record RoleDefinitionProperties(
    [property: JsonPropertyName("assignableScopes")] IReadOnlyList<string> AssignableScopes,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("permissions")] IReadOnlyList<RolePermission> Permissions,
    [property: JsonPropertyName("roleName")] string RoleName,
    [property: JsonPropertyName("type")] string Type = "AKVBuiltInRole");

internal sealed record RolePermission(
    [property: JsonPropertyName("actions")] IReadOnlyList<string> Actions,
    [property: JsonPropertyName("dataActions")] IReadOnlyList<string> DataActions,
    [property: JsonPropertyName("notActions")] IReadOnlyList<string> NotActions,
    [property: JsonPropertyName("notDataActions")] IReadOnlyList<string> NotDataActions);
