using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Failures;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Restores;
using MhsmBackup.Service;

namespace MhsmBackup.Keys;

/// <summary>Makes an error out of what an HSM refused to do with keys: its own words, then what to do.</summary>
internal static class KeyRefusal
{
    /// <summary>Reads a refusal.</summary>
    /// <param name="hsm">The HSM's name.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="response">The answer, with a status of 3xx, 4xx or 5xx.</param>
    /// <param name="caller">Whose token was refused.</param>
    public static MhsmServiceException Read(string hsm, KeyRequest request, Response response, TokenClaims caller)
    {
        MhsmServiceError? error = RefusalBody.Parse(response.Content);
        string? otherTenant = RefusalBody.OtherTenant(response, caller);
        string errorId = otherTenant is not null ? MhsmErrorId.WrongTenant : response.Status switch
        {
            int status when RestoreMode.IsMeant(status, error) => MhsmErrorId.RestoreInProgress,
            401 => MhsmErrorId.Unauthorized,
            403 => MhsmErrorId.AccessDenied,
            404 => MhsmErrorId.KeyNotFound,
            409 => MhsmErrorId.Conflict,
            429 => MhsmErrorId.TooManyRequests,
            >= 500 => MhsmErrorId.ServiceFailed,
            _ => MhsmErrorId.RequestRefused,
        };
        string advice = errorId switch
        {
            MhsmErrorId.WrongTenant => WrongTenant.AdviceOnToken(caller.TenantId!, otherTenant!),
            MhsmErrorId.Unauthorized => "The token was not accepted. Sign in to the tenant of the HSM, or give a current token for https://managedhsm.azure.net with -AccessToken.",
            MhsmErrorId.RestoreInProgress => $"The HSM is in {RestoreMode.Name}: a full restore runs, and until it has ended no key can be read. Wait for it with Wait-MhsmJob.",
            MhsmErrorId.AccessDenied => $"{RefusalBody.Name(caller)} needs the local role {request.Role} on the HSM (data action {request.DataAction}): "
                + $"{RefusalBody.AssignCommand(hsm, request.Role, caller, "/keys")}. A network rule of the HSM may refuse as well.",
            MhsmErrorId.TooManyRequests => RefusalBody.SlowDown,
            _ => string.Empty,
        };
        string? requestId = RefusalBody.RequestIdOf(response);
        string message = $"{hsm} did not {request.Words}: {response.Status} {RefusalBody.WordsOf(response, error)}{(requestId is null ? string.Empty : $" (request id {requestId})")}"
            + (advice.Length == 0 ? string.Empty : Environment.NewLine + advice);
        return new MhsmServiceException(errorId, message, response.Status, error, requestId);
    }
}
