using System.Security.Cryptography;
using System.Text;

namespace MhsmBackup.Emulator.Access;

/// <summary>Who may sign in, and which fixed tokens stand for whom.</summary>
internal sealed class PrincipalDirectory(IEnumerable<EmulatorPrincipal> principals, IEnumerable<KeyValuePair<string, EmulatorPrincipal>> accessTokens)
{
    private readonly EmulatorPrincipal[] principals = [.. principals];
    private readonly Dictionary<string, EmulatorPrincipal> accessTokens = new(accessTokens, StringComparer.Ordinal);

    internal IReadOnlyList<EmulatorPrincipal> All => [.. principals.Concat(accessTokens.Values).DistinctBy(principal => principal.ObjectId)];

    internal EmulatorPrincipal? FindByToken(string token) => accessTokens.GetValueOrDefault(token);

    internal EmulatorPrincipal? SignIn(string clientId, string secret) => principals.FirstOrDefault(principal =>
        (string.Equals(principal.Name, clientId, StringComparison.OrdinalIgnoreCase) || string.Equals(principal.ObjectId, clientId, StringComparison.OrdinalIgnoreCase))
        && principal.Secret is { } expected
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(secret)));
}
