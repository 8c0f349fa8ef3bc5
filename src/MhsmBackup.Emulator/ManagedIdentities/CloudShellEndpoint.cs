using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>
/// The endpoint of Cloud Shell. It gives tokens of the person who has opened the shell: the emulator's first user,
/// or where there is none, the system-assigned identity.
/// </summary>
internal sealed class CloudShellEndpoint(PrincipalDirectory principals, AssignedIdentities identities, IdentityTokens tokens)
{
    internal const string Path = "/oauth2/token";

    /// <summary>The application that a user of Cloud Shell is signed in to.</summary>
    private const string ClientId = "b677c290-cf4b-4a8e-a60e-91ba650a4abe";

    internal LoginAnswer Answer(LoginCall call)
    {
        if (!string.Equals(call.Header("Metadata"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return Refuse("bad_request_102", "Required metadata header not specified");
        }

        if (call.Form("resource") is not { } resource)
        {
            return Refuse("invalid_request", "Required audience parameter not specified");
        }

        if (tokens.IsMissing(resource))
        {
            return Refuse("invalid_resource", $"AADSTS500011: The resource principal named {resource} was not found in the tenant.");
        }

        return (principals.FindUser(name: null) ?? identities.SystemAssigned) is { } person
            ? LoginAnswer.Json(tokens.IssueWithTimes(person, resource, ClientId))
            : Refuse("invalid_request", "Identity not found");
    }

    /// <summary>As the shell's own error, one level deeper than the metadata service's.</summary>
    private static LoginAnswer Refuse(string code, string message) => LoginAnswer.Json(
        new Dictionary<string, object> { ["error"] = new Dictionary<string, string> { ["code"] = code, ["message"] = message } }, StatusCodes.Status400BadRequest);
}
