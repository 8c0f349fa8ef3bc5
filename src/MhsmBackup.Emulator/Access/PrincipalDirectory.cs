namespace MhsmBackup.Emulator.Access;

/// <summary>Who may sign in, and which fixed tokens stand for whom.</summary>
internal sealed class PrincipalDirectory(IEnumerable<EmulatorPrincipal> principals, IEnumerable<KeyValuePair<string, EmulatorPrincipal>> accessTokens)
{
    private readonly EmulatorPrincipal[] principals = [.. principals];
    private readonly Dictionary<string, EmulatorPrincipal> accessTokens = new(accessTokens, StringComparer.Ordinal);

    internal IReadOnlyList<EmulatorPrincipal> All => [.. principals.Concat(accessTokens.Values).DistinctBy(principal => principal.ObjectId)];

    internal IEnumerable<EmulatorPrincipal> ManagedIdentities => principals.Where(principal => principal.Kind == PrincipalKind.ManagedIdentity);

    internal EmulatorPrincipal? FindByToken(string token) => accessTokens.GetValueOrDefault(token);

    /// <summary>A service principal or a managed identity.</summary>
    internal EmulatorPrincipal? FindApplication(string id) => Array.Find(principals, principal => principal.Kind != PrincipalKind.User && principal.IsNamed(id));

    /// <summary>A user by sign-in name or object id; the first one when no name is given.</summary>
    internal EmulatorPrincipal? FindUser(string? name) => Array.Find(principals, principal => principal.Kind == PrincipalKind.User && (name is null || principal.IsNamed(name)));

    internal EmulatorPrincipal? FindByServiceConnection(string id) =>
        Array.Find(principals, principal => string.Equals(principal.ServiceConnectionId, id, StringComparison.OrdinalIgnoreCase));
}
