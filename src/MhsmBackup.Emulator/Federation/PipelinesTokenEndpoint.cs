using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.Federation;

/// <summary>Where an Azure Pipelines job of the project <c>contoso/backups</c> asks for the federated token of a service connection.</summary>
internal sealed class PipelinesTokenEndpoint(PrincipalDirectory principals, FederationIssuers issuers, Uri host, string accessToken)
{
    /// <summary>As there: project, plan and job by their ids. The id of the job is the one that Azure Pipelines gives a pipeline's only job.</summary>
    internal const string Path = "/contoso/8d4c7b66-0000-4000-8000-5a3f1e2d9c08/_apis/distributedtask/hubs/build/plans/1b7f6c1e-0000-4000-8000-6d0e4b7a2f93/jobs/12f1170f-54f2-53f3-20dd-22fc7dff55f9/oidctoken";

    /// <summary>The subject of a service connection that has its principal's name.</summary>
    internal static string SubjectOf(EmulatorPrincipal principal) => "sc://contoso/backups/" + principal.Name;

    internal LoginAnswer Answer(LoginCall call)
    {
        if (!SecretText.Same(accessToken, call.BearerToken))
        {
            // A browser would be sent to sign in; a program says that it wants no redirect.
            return string.Equals(call.Header("X-TFS-FedAuthRedirect"), "Suppress", StringComparison.OrdinalIgnoreCase)
                ? Refuse(StatusCodes.Status401Unauthorized, "UnauthorizedRequestException", "TF400813: The user 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa' is not authorized to access this resource.")
                : LoginAnswer.Redirect(new Uri(host, "_signin?realm=dev.azure.com&reply_to=").AbsoluteUri);
        }

        if (call.Query("api-version") is null)
        {
            return Refuse(StatusCodes.Status400BadRequest, "VssVersionNotSpecifiedException", "No api-version was supplied for the \"POST\" request. The version must be supplied either as part of the Accept header (e.g. \"application/json; api-version=1.0\") or as a query parameter (e.g. \"?api-version=1.0\").");
        }

        if (call.Query("serviceConnectionId") is not { } id)
        {
            return Token("p://contoso/backups/nightly");
        }

        return principals.FindByServiceConnection(id) is { } principal
            ? Token(SubjectOf(principal))
            : Refuse(StatusCodes.Status404NotFound, "ServiceEndpointNotFoundException", $"The service connection with identifier {id} could not be found or is not authorized for use.");
    }

    private LoginAnswer Token(string subject) => LoginAnswer.Json(
        new Dictionary<string, string> { ["oidcToken"] = issuers.Issue(issuers.Pipelines, subject, FederatedCredential.DefaultAudience) });

    private static LoginAnswer Refuse(int status, string type, string message) => LoginAnswer.Json(
        new Dictionary<string, object?>
        {
            ["$id"] = "1",
            ["innerException"] = null,
            ["message"] = message,
            ["typeName"] = $"Microsoft.VisualStudio.Services.WebApi.{type}, Microsoft.VisualStudio.Services.WebApi",
            ["typeKey"] = type,
            ["errorCode"] = 0,
            ["eventId"] = 3000,
        },
        status);
}
