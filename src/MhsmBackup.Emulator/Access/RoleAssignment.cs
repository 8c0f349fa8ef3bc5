using System.Security.Cryptography;
using System.Text;

namespace MhsmBackup.Emulator.Access;

/// <summary>One role given to one principal.</summary>
/// <param name="Name">The assignment's own id.</param>
/// <param name="RoleDefinitionId">The role's full id.</param>
/// <param name="PrincipalId">The principal's object id.</param>
/// <param name="Scope"><c>/</c>, <c>/keys</c> or <c>/keys/{name}</c>.</param>
public sealed record RoleAssignment(string Name, string RoleDefinitionId, string PrincipalId, string Scope)
{
    /// <summary>An assignment that an HSM is activated with: the same one each time.</summary>
    internal static RoleAssignment Initial(EmulatorPrincipal principal, BuiltInRole role) => new(
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(principal.ObjectId + role.Id)).AsSpan(0, 16)).ToString("D"),
        role.DefinitionId,
        principal.ObjectId,
        "/");

    internal bool Allows(string principalId, string action, string scope) =>
        string.Equals(PrincipalId, principalId, StringComparison.OrdinalIgnoreCase)
        && Covers(scope)
        && BuiltInRoles.Find(RoleDefinitionId) is { } role
        && role.DataActions.Contains(action, StringComparer.OrdinalIgnoreCase);

    private bool Covers(string scope) =>
        Scope == "/"
        || string.Equals(Scope, scope, StringComparison.OrdinalIgnoreCase)
        || scope.StartsWith(Scope + "/", StringComparison.OrdinalIgnoreCase);
}
