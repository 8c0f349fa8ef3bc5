using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>The identity part of a virtual machine's metadata service.</summary>
internal sealed class MetadataServiceEndpoint(AssignedIdentities identities, IdentityTokens tokens)
{
    internal const string Path = "/metadata/identity/oauth2/token";

    internal LoginAnswer Answer(LoginCall call)
    {
        // Both guard against requests that a server was talked into.
        if (!string.Equals(call.Header("Metadata"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("bad_request_102", "Required metadata header not specified");
        }

        if (call.Header("X-Forwarded-For") is not null)
        {
            return Refuse("bad_request_101", "Request with X-Forwarded-For header is not supported");
        }

        if (call.Query("api-version") is null)
        {
            return Refuse("invalid_request", "Required api-version parameter not specified");
        }

        if (call.Query("resource") is not { } resource)
        {
            return Refuse("invalid_request", "Required audience parameter not specified");
        }

        if (tokens.IsMissing(resource))
        {
            return Refuse("invalid_resource", $"AADSTS500011: The resource principal named {resource} was not found in the tenant.");
        }

        bool isNamed = AssignedIdentities.IsNamed(call.Query);
        if (!isNamed && identities is { SystemAssigned: null, UserAssigned.Count: > 1 })
        {
            return Refuse("invalid_request", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request");
        }

        EmulatorPrincipal? identity = isNamed ? identities.Named(call.Query) : identities.SystemAssigned ?? identities.UserAssigned.SingleOrDefault();
        if (identity is null)
        {
            return Refuse("invalid_request", "Identity not found");
        }

        Dictionary<string, object> members = tokens.IssueWithTimes(identity, resource);
        members["client_id"] = identity.ClientId;
        return LoginAnswer.Json(members);
    }

    private static LoginAnswer Refuse(string error, string description) => LoginAnswer.Json(
        new Dictionary<string, string> { ["error"] = error, ["error_description"] = description }, StatusCodes.Status400BadRequest);
}
