using System.Text.Json;
using Azure;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Secrets;
using MhsmBackup.Service.Transport;
using MhsmBackup.Service.Wire;

namespace MhsmBackup.Service;

/// <summary>What every refusal of an HSM says, whatever was asked for.</summary>
internal static class RefusalBody
{
    /// <summary>What to do after a 429 that went on through every retry.</summary>
    public const string SlowDown = "The HSM takes no more calls for now. Wait a minute and run the same command again.";

    /// <summary>The error in the answer's body, or null.</summary>
    public static MhsmServiceError? Parse(BinaryData content)
    {
        try
        {
            return JsonSerializer.Deserialize(content.ToMemory().Span, WireJson.Default.ErrorAnswer)?.Error?.ToError();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The service's own words: of the body, else of the challenge, else the body as it is.</summary>
    public static string WordsOf(Response response, MhsmServiceError? error) =>
        error?.ToString() ?? Redaction.OfOptionalText(ChallengeOf(response)?.ErrorDescription) ?? JobReader.Excerpt(response.Content.ToString());

    /// <summary>The request's id, for support.</summary>
    public static string? RequestIdOf(Response response) => response.Headers.TryGetValue("x-ms-request-id", out string? id) ? id : null;

    /// <summary>The HSM's tenant when the token was of another one; else null.</summary>
    public static string? OtherTenant(Response response, TokenClaims caller) =>
        response.Status == 401 && ChallengeOf(response)?.TenantId is string tenant && caller.TenantId is string own && !own.Equals(tenant, StringComparison.OrdinalIgnoreCase) ? tenant : null;

    /// <summary>Who was refused, in words.</summary>
    public static string Name(TokenClaims caller) => (caller.UserName ?? caller.ClientId) is string name ? $"{name} (object id {caller.ObjectId})" : "The caller";

    /// <summary>The command that gives a role of an HSM to who was refused.</summary>
    /// <param name="hsm">The HSM's name.</param>
    /// <param name="role">The local role.</param>
    /// <param name="caller">Who was refused.</param>
    /// <param name="scope"><c>/</c>, <c>/keys</c> or <c>/keys/{name}</c>.</param>
    public static string AssignCommand(string hsm, string role, TokenClaims caller, string scope) =>
        $"az keyvault role assignment create --hsm-name {hsm} --role \"{role}\" --assignee-object-id {caller.ObjectId ?? "<object id>"} "
        + $"--assignee-principal-type {(caller.UserName is null ? "ServicePrincipal" : "User")} --scope {scope}";

    private static AuthenticationChallenge? ChallengeOf(Response response) =>
        response.Headers.TryGetValue("WWW-Authenticate", out string? header) ? AuthenticationChallenge.Parse(header) : null;
}
