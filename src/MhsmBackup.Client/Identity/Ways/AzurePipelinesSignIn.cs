using System.Security;
using Azure.Core;
using Azure.Identity;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Identity.Ways;

/// <summary>
/// A service connection of Azure Pipelines with workload identity federation. Every token is asked for with a new assertion
/// of the pipeline, so a wait may be longer than an assertion lives.
/// </summary>
public sealed class AzurePipelinesSignIn : SignInWay
{
    /// <summary>Where the pipeline's agent says that assertions are to be had.</summary>
    public const string RequestUriVariable = "SYSTEM_OIDCREQUESTURI";

    private const string UseTheTask = "run the script in the task AzureCLI@2 or AzurePowerShell@5 with that service connection";

    private readonly string _serviceConnectionId;
    private readonly SecureString _systemAccessToken;

    /// <summary>Prepares it.</summary>
    /// <param name="tenantId">The tenant of the service connection.</param>
    /// <param name="clientId">The client id of the service connection.</param>
    /// <param name="serviceConnectionId">The id of the service connection, a GUID: resourceId in the address of its page.</param>
    /// <param name="systemAccessToken">The pipeline's System.AccessToken.</param>
    /// <param name="requestUri">What the agent says in SYSTEM_OIDCREQUESTURI; the Azure SDK reads it there.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidTenantId"/>, <see cref="MhsmErrorId.InvalidClientId"/>, <see cref="MhsmErrorId.InvalidServiceConnectionId"/>
    /// or <see cref="MhsmErrorId.PipelineVariableMissing"/>.
    /// </exception>
    public AzurePipelinesSignIn(string? tenantId, string? clientId, string serviceConnectionId, SecureString? systemAccessToken, string? requestUri)
        : base(
            SignInMethod.AzurePipelines,
            DemandVariable(tenantId, "AZURESUBSCRIPTION_TENANT_ID", "give -TenantId, or " + UseTheTask),
            DemandVariable(clientId, "AZURESUBSCRIPTION_CLIENT_ID", "give -ClientId, or " + UseTheTask))
    {
        _serviceConnectionId = Guid.TryParse(serviceConnectionId, out Guid id)
            ? id.ToString("D")
            : throw new MhsmInputException(
                MhsmErrorId.InvalidServiceConnectionId,
                "What was given is not the id of a service connection. Give the GUID that stands behind resourceId= in the address of its page, or $env:AZURESUBSCRIPTION_SERVICE_CONNECTION_ID.");
        DemandVariable(requestUri, RequestUriVariable, "this way works in a job of Azure Pipelines only");
        _systemAccessToken = systemAccessToken is { Length: > 0 } ? systemAccessToken : throw MissingVariable("SYSTEM_ACCESSTOKEN", "map it in the step (env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)), or give -SystemAccessToken");
    }

    /// <inheritdoc/>
    public override string Description => $"with the service connection {_serviceConnectionId} as {ClientId}";

    internal override string CommandFor(string? tenantId) => $"Connect-Mhsm -ServiceConnectionId {_serviceConnectionId} -TenantId {tenantId ?? TenantId} -ClientId {ClientId}";

    internal override string Remedy => "Check that the service connection uses workload identity federation, that this pipeline may use it, and that its federated credential in Microsoft Entra ID is unchanged.";

    internal override TokenCredential CreateCredential(SignInHost host)
    {
        var options = host.Configure(new AzurePipelinesCredentialOptions { DisableInstanceDiscovery = true });
        options.AdditionallyAllowedTenants.Add(SignInHost.AnyTenant);
        return new AzurePipelinesCredential(TenantId, ClientId, _serviceConnectionId, SecureText.Reveal(_systemAccessToken), options);
    }
}
