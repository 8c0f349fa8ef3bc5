namespace MhsmBackup.Emulator.Access;

/// <summary>A role of the service's local RBAC.</summary>
/// <param name="Id">The role's id, the same on every HSM.</param>
/// <param name="Name">The role's name.</param>
/// <param name="DataActions">What it allows.</param>
public sealed record BuiltInRole(string Id, string Name, IReadOnlyList<string> DataActions)
{
    /// <summary>The full id, as role assignments name it.</summary>
    public string DefinitionId => "Microsoft.KeyVault/providers/Microsoft.Authorization/roleDefinitions/" + Id;
}
