using System.Security.Cryptography;
using System.Text;

namespace MhsmBackup.Emulator.Access;

/// <summary>Someone who may sign in: a service principal.</summary>
/// <param name="Name">The name, which is also the client id.</param>
/// <param name="Secret">The client secret.</param>
/// <param name="Roles">Roles that it holds on every HSM from its activation on, at scope <c>/</c>; names or ids.</param>
public sealed record EmulatorPrincipal(string Name, string? Secret, params IReadOnlyList<string> Roles)
{
    /// <summary>The object id; by default the same for the same name, always.</summary>
    public string ObjectId { get; init; } = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 16)).ToString("D");

    /// <summary>An administrator who may also make, use and purge keys.</summary>
    /// <param name="secret">The client secret.</param>
    /// <returns>The principal named <c>administrator</c>.</returns>
    public static EmulatorPrincipal Administrator(string? secret = null) =>
        new("administrator", secret, BuiltInRoles.Administrator.Name, BuiltInRoles.CryptoOfficer.Name, BuiltInRoles.CryptoUser.Name);

    /// <inheritdoc/>
    // A record would print its members, and the secret must never be among them.
    public override string ToString() => Name;
}
