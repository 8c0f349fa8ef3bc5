using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;

namespace MhsmBackup.Identity.Ways;

/// <summary>The managed identity of the Azure resource that this runs on.</summary>
public sealed class ManagedIdentitySignIn : SignInWay
{
    private readonly ManagedIdentityId _id;
    private readonly LastRefusal _refusal = new();

    private ManagedIdentitySignIn(ManagedIdentityId id, string description, string? clientId = null)
        : base(SignInMethod.ManagedIdentity, clientId: clientId)
    {
        _id = id;
        Description = description;
    }

    /// <inheritdoc/>
    public override string Description { get; }

    internal override LastRefusal? Refusal => _refusal;

    internal override string CommandFor(string? tenantId) => "Connect-Mhsm -ManagedIdentity" + Option("-ClientId", ClientId);

    internal override string Remedy => "Assign the managed identity to this resource (Identity, in the portal), or name another one: Connect-Mhsm -ManagedIdentity -ClientId <client id>.";

    // An identity lives in the tenant of its subscription.
    internal override bool MayChangeTenant => false;

    /// <summary>The system-assigned identity.</summary>
    public static ManagedIdentitySignIn SystemAssigned() =>
        new(ManagedIdentityId.SystemAssigned, "as the system-assigned managed identity");

    /// <summary>A user-assigned identity, by its client id.</summary>
    /// <param name="clientId">The client id, a GUID.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidClientId"/>.</exception>
    public static ManagedIdentitySignIn OfClient(string clientId) =>
        new(ManagedIdentityId.FromUserAssignedClientId(clientId.Trim()), $"as the managed identity with client id {clientId.Trim()}", clientId);

    /// <summary>A user-assigned identity, by the object id of its service principal.</summary>
    /// <param name="objectId">The object (principal) id, a GUID.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidManagedIdentityId"/>.</exception>
    public static ManagedIdentitySignIn OfObject(string objectId) => Guid.TryParse(objectId, out _)
        ? new(ManagedIdentityId.FromUserAssignedObjectId(objectId.Trim()), $"as the managed identity with object id {objectId.Trim()}")
        : throw new MhsmInputException(MhsmErrorId.InvalidManagedIdentityId, "What was given is not an object id. Give the object (principal) id of the managed identity, a GUID.");

    /// <summary>A user-assigned identity, by its resource id.</summary>
    /// <param name="resourceId"><c>/subscriptions/…/providers/Microsoft.ManagedIdentity/userAssignedIdentities/name</c>.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidManagedIdentityId"/>.</exception>
    public static ManagedIdentitySignIn OfResource(string resourceId) =>
        ResourceIdentifier.TryParse(resourceId.Trim(), out ResourceIdentifier? id) && id!.ResourceType.ToString().Equals("Microsoft.ManagedIdentity/userAssignedIdentities", StringComparison.OrdinalIgnoreCase)
            ? new(ManagedIdentityId.FromUserAssignedResourceId(id), $"as the managed identity {id.Name}")
            : throw new MhsmInputException(
                MhsmErrorId.InvalidManagedIdentityId,
                "What was given is not the resource id of a user-assigned managed identity. Give /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<name>.");

    internal override TokenCredential CreateCredential(SignInHost host) =>
        new ManagedIdentityCredential(host.ConfigureLocal(new ManagedIdentityCredentialOptions(_id), _refusal));
}
