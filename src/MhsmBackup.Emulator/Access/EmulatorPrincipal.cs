using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MhsmBackup.Emulator.Access;

/// <summary>Someone who may sign in.</summary>
/// <param name="Name">The name, which is also the client id, or a user's sign-in name.</param>
/// <param name="Secret">The client secret.</param>
/// <param name="Roles">Roles that it holds on every HSM from its activation on, at scope <c>/</c>; names or ids.</param>
public sealed record EmulatorPrincipal(string Name, string? Secret, params IReadOnlyList<string> Roles)
{
    /// <summary>The object id; by default the same for the same name, always.</summary>
    public string ObjectId { get; init; } = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 16)).ToString("D");

    /// <summary>The client id, when it is not to be the name.</summary>
    public string ClientId { get; init; } = Name;

    /// <summary>The name for people; by default the name.</summary>
    public string DisplayName { get; init; } = Name;

    /// <summary>What it is; a service principal by default.</summary>
    public PrincipalKind Kind { get; init; }

    /// <summary>The certificates that it may sign in with; the public halves are enough.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; init; } = [];

    /// <summary>The tokens of other issuers that it may sign in with.</summary>
    public IReadOnlyList<FederatedCredential> FederatedCredentials { get; init; } = [];

    /// <summary>A managed identity's Azure resource id: the identity's own, or for a system-assigned one its machine's.</summary>
    public string? ResourceId { get; init; }

    /// <summary>Whether a managed identity is the machine's own, which answers when a request names none.</summary>
    public bool IsSystemAssigned { get; init; }

    /// <summary>The ids of the tenants that it lives in; empty for every tenant.</summary>
    public IReadOnlyList<string> Tenants { get; init; } = [];

    /// <summary>Whether a user has not consented to any application: every sign-in ends with AADSTS65001.</summary>
    public bool LacksConsent { get; init; }

    /// <summary>The id of the Azure Pipelines service connection whose tokens are for this principal, a GUID; none when null.</summary>
    public string? ServiceConnectionId { get; init; }

    /// <summary>Names of roles of Azure RBAC that it holds everywhere in Azure; when null, who is a Managed HSM Administrator is Owner, and nobody else has any.</summary>
    public IReadOnlyList<string>? AzureRoles { get; init; }

    /// <summary>An administrator who may also make, use and purge keys.</summary>
    /// <param name="secret">The client secret.</param>
    /// <returns>The principal named <c>administrator</c>.</returns>
    public static EmulatorPrincipal Administrator(string? secret = null) =>
        new("administrator", secret, BuiltInRoles.Administrator.Name, BuiltInRoles.CryptoOfficer.Name, BuiltInRoles.CryptoUser.Name);

    /// <inheritdoc/>
    // A record would print its members, and the secret must never be among them.
    public override string ToString() => Name;

    internal bool LivesIn(string tenant) => Tenants.Count == 0 || Tenants.Contains(tenant, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an application's id names it: its client id, its name or its object id.</summary>
    internal bool IsNamed(string id) => new[] { ClientId, Name, ObjectId }.Contains(id, StringComparer.OrdinalIgnoreCase);
}
