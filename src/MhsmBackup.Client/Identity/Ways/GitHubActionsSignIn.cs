using System.Security;
using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Ways;

/// <summary>
/// The token of a GitHub Actions workflow stands in for a secret. A new one is asked for with every sign-in, so a wait may be
/// longer than one lives. Source: https://docs.github.com/actions/reference/security/oidc
/// </summary>
public sealed class GitHubActionsSignIn : SignInWay
{
    /// <summary>Where the runner says that tokens are to be had.</summary>
    public const string RequestUriVariable = "ACTIONS_ID_TOKEN_REQUEST_URL";

    /// <summary>What the runner gives to ask for them with.</summary>
    public const string RequestTokenVariable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

    private const string Audience = "api://AzureADTokenExchange";

    private readonly Uri _requestUri;
    private readonly SecureString _requestToken;

    /// <summary>Prepares it.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="clientId">The application or managed identity that trusts the repository.</param>
    /// <param name="requestUri">What the runner says in ACTIONS_ID_TOKEN_REQUEST_URL.</param>
    /// <param name="requestToken">What the runner says in ACTIONS_ID_TOKEN_REQUEST_TOKEN.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidTenantId"/>, <see cref="MhsmErrorId.InvalidClientId"/> or <see cref="MhsmErrorId.PipelineVariableMissing"/>.
    /// </exception>
    public GitHubActionsSignIn(string? tenantId, string? clientId, string? requestUri, SecureString? requestToken)
        : base(
            SignInMethod.GitHubActions,
            DemandVariable(tenantId, "AZURE_TENANT_ID", "set it, or give -TenantId"),
            DemandVariable(clientId, "AZURE_CLIENT_ID", "set it, or give -ClientId"))
    {
        const string how = "this way works in a GitHub Actions job whose permissions have id-token: write";
        _requestUri = Uri.TryCreate(DemandVariable(requestUri, RequestUriVariable, how), UriKind.Absolute, out Uri? address)
            ? address
            : throw new MhsmInputException(MhsmErrorId.PipelineVariableMissing, $"The environment variable {RequestUriVariable} holds no URL: {how}.");
        _requestToken = requestToken is { Length: > 0 } ? requestToken : throw MissingVariable(RequestTokenVariable, how);
    }

    /// <inheritdoc/>
    public override string Description => $"as {ClientId} with the token of this GitHub Actions workflow";

    internal override string CommandFor(string? tenantId) => $"Connect-Mhsm -GitHubActions -TenantId {tenantId ?? TenantId} -ClientId {ClientId}";

    internal override string Remedy => $"Add a federated credential to {ClientId} for this repository and branch or environment: az ad app federated-credential create.";

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        HttpPipeline pipeline = host.CreatePipeline();
        var options = host.Configure(new ClientAssertionCredentialOptions { DisableInstanceDiscovery = true });
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new ClientAssertionCredential(TenantId, ClientId, cancellationToken => AskAsync(pipeline, cancellationToken), options);
    }

    private async Task<string> AskAsync(HttpPipeline pipeline, CancellationToken cancellationToken)
    {
        using HttpMessage message = pipeline.CreateMessage();
        message.Request.Method = RequestMethod.Get;
        message.Request.Uri.Reset(_requestUri);
        message.Request.Uri.AppendQuery("audience", Audience);
        message.Request.Headers.Add("Authorization", "Bearer " + SecureText.Reveal(_requestToken));
        message.Request.Headers.Add("Accept", "application/json");
        await pipeline.SendAsync(message, cancellationToken).ConfigureAwait(false);
        Response answer = message.Response;
        if (answer.Status is 429 or >= 500) throw new RequestFailedException(answer.Status, $"GitHub gave no token: {answer.Status} {Redaction.OfText(answer.Content.ToString())}");
        return TokenOf(answer) ?? throw new AuthenticationFailedException($"GitHub gave no token: {answer.Status} {Redaction.OfText(answer.Content.ToString())}");
    }

    private static string? TokenOf(Response answer)
    {
        if (answer.IsError) return null;
        try
        {
            using JsonDocument body = JsonDocument.Parse(answer.Content);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("value", out JsonElement token) ? token.GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
