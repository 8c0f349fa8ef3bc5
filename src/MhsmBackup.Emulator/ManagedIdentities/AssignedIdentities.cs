using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>The managed identities of this machine, as requests name them.</summary>
internal sealed class AssignedIdentities(PrincipalDirectory principals)
{
    /// <summary>What an identity can be named by; the endpoints' parameters differ, and none means two things.</summary>
    private static readonly Dictionary<string, Func<EmulatorPrincipal, string?>> Names = new(StringComparer.Ordinal)
    {
        ["client_id"] = identity => identity.ClientId,
        ["object_id"] = identity => identity.ObjectId,
        ["principal_id"] = identity => identity.ObjectId,
        ["mi_res_id"] = identity => identity.ResourceId,
        ["msi_res_id"] = identity => identity.ResourceId,
    };

    internal EmulatorPrincipal? SystemAssigned => principals.ManagedIdentities.FirstOrDefault(identity => identity.IsSystemAssigned);

    internal IReadOnlyList<EmulatorPrincipal> UserAssigned => [.. principals.ManagedIdentities.Where(identity => !identity.IsSystemAssigned)];

    internal static bool IsNamed(Func<string, string?> parameter) => Names.Keys.Any(name => parameter(name) is not null);

    /// <summary>The identity that a request names.</summary>
    internal EmulatorPrincipal? Named(Func<string, string?> parameter) => principals.ManagedIdentities.FirstOrDefault(identity =>
        Names.Any(name => parameter(name.Key) is { } asked && string.Equals(asked, name.Value(identity), StringComparison.OrdinalIgnoreCase)));
}
