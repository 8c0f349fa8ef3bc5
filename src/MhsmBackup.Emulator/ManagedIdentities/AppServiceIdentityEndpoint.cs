using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>
/// The managed identity endpoint of App Service and Azure Automation, with the query of App Service's 2019-08-01 and the form that
/// Azure Automation's examples post, which has no version.
/// </summary>
internal sealed class AppServiceIdentityEndpoint(AssignedIdentities identities, IdentityTokens tokens, string secret)
{
    internal const string Path = "/msi/token";

    private const string Version = "2019-08-01";

    internal LoginAnswer Answer(LoginCall call)
    {
        bool isForm = HttpMethods.IsPost(call.Request.Method);
        if (!SecretText.Same(secret, call.Header("X-IDENTITY-HEADER")))
        {
            return Refuse(call, StatusCodes.Status401Unauthorized, "The X-IDENTITY-HEADER header is missing or wrong.");
        }

        if (call.Query("api-version") is var version && !(version == Version || (version is null && isForm)))
        {
            return Refuse(call, StatusCodes.Status400BadRequest, $"The api-version '{version}' is not supported; {Version} is.");
        }

        if (Parameter("resource") is not { } resource)
        {
            return Refuse(call, StatusCodes.Status400BadRequest, "The resource parameter is missing.");
        }

        if (tokens.IsMissing(resource))
        {
            return Refuse(call, StatusCodes.Status400BadRequest, $"AADSTS500011: The resource principal named {resource} was not found in the tenant.");
        }

        bool isNamed = AssignedIdentities.IsNamed(Parameter);
        if ((isNamed ? identities.Named(Parameter) : identities.SystemAssigned) is not { } identity)
        {
            return Refuse(call, StatusCodes.Status400BadRequest, isNamed
                ? "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId."
                : "Unable to load the proper Managed Identity.");
        }

        Dictionary<string, object> members = tokens.Issue(identity, resource);
        members["client_id"] = identity.ClientId;
        return LoginAnswer.Json(members);

        string? Parameter(string name) => call.Query(name) ?? (isForm ? call.Form(name) : null);
    }

    private static LoginAnswer Refuse(LoginCall call, int status, string message) => LoginAnswer.Json(
        new Dictionary<string, object> { ["statusCode"] = status, ["message"] = message, ["correlationId"] = call.CorrelationId }, status);
}
