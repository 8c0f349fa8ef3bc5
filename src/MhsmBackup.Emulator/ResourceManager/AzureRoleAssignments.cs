using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.ResourceManager;

/// <summary>Who has which role of Azure RBAC where. Thread-safe.</summary>
internal sealed class AzureRoleAssignments
{
    private readonly Lock gate = new();
    private readonly List<(string ObjectId, AzureRole Role, string Scope)> assignments = [];

    /// <summary>Takes over what the principals are said to have; who administers the HSMs may do everything when nothing is said.</summary>
    internal AzureRoleAssignments(IEnumerable<EmulatorPrincipal> principals)
    {
        foreach (EmulatorPrincipal principal in principals)
        {
            bool administers = principal.Roles.Any(role => BuiltInRoles.Find(role) == BuiltInRoles.Administrator);
            foreach (string role in principal.AzureRoles ?? (administers ? [AzureRole.Owner.Name] : []))
            {
                Add(principal, AzureRole.Find(role) ?? throw new ArgumentException($"'{role}' is no role of Azure RBAC that is known here."), "/");
            }
        }
    }

    internal void Add(EmulatorPrincipal principal, AzureRole role, string scope)
    {
        lock (gate)
        {
            assignments.Add((principal.ObjectId, role, scope.TrimEnd('/')));
        }
    }

    internal void Remove(EmulatorPrincipal principal)
    {
        lock (gate)
        {
            assignments.RemoveAll(assignment => Same(assignment.ObjectId, principal.ObjectId));
        }
    }

    internal bool Allow(string objectId, string action, string scope)
    {
        lock (gate)
        {
            return assignments.Any(assignment => Same(assignment.ObjectId, objectId) && assignment.Role.Allows(action) && Lies(scope, assignment.Scope));
        }
    }

    /// <summary>Whether someone has any role for a scope or for something in it.</summary>
    internal bool Know(string objectId, string scope)
    {
        lock (gate)
        {
            return assignments.Any(assignment => Same(assignment.ObjectId, objectId) && (Lies(scope, assignment.Scope) || Lies(assignment.Scope, scope)));
        }
    }

    private static bool Lies(string scope, string within) => Same(scope, within) || scope.StartsWith(within + "/", StringComparison.OrdinalIgnoreCase);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
