using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Federation;
using MhsmBackup.Emulator.ManagedIdentities;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>What is where on the token port.</summary>
internal sealed class LoginRoutes(
    DiscoveryDocuments discovery, TokenEndpoint tokens, DeviceCodeEndpoint deviceCodes, DevicePage devicePage, AuthorizeEndpoint authorize, EntraErrorBody errors,
    AppServiceIdentityEndpoint appService, MetadataServiceEndpoint metadata, CloudShellEndpoint cloudShell, PipelinesTokenEndpoint pipelines, GitHubTokenEndpoint gitHub)
{
    internal async Task<LoginAnswer> AnswerAsync(LoginCall call, StruckFaults faults)
    {
        try
        {
            return Machine(call) ?? discovery.Federation(call.Request.Path.Value!) ?? await TenantAsync(call, faults);
        }
        catch (EntraException refusal)
        {
            return errors.Answer(call, refusal.Error, refusal.Value);
        }
    }

    /// <summary>What belongs to a machine or a build, not to a tenant.</summary>
    private LoginAnswer? Machine(LoginCall call) => (call.Request.Method, call.Request.Path.Value) switch
    {
        ("GET" or "POST", AppServiceIdentityEndpoint.Path) => appService.Answer(call),
        ("GET", MetadataServiceEndpoint.Path) => metadata.Answer(call),
        ("POST", CloudShellEndpoint.Path) => cloudShell.Answer(call),
        ("POST", PipelinesTokenEndpoint.Path) => pipelines.Answer(call),
        ("GET", GitHubTokenEndpoint.Path) => gitHub.Answer(call),
        ("GET", DevicePage.Path) => devicePage.Show(call),
        ("POST", DevicePage.Path) => devicePage.Decide(call),
        _ => null,
    };

    private async Task<LoginAnswer> TenantAsync(LoginCall call, StruckFaults faults)
    {
        string[] path = (call.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length < 2)
        {
            return LoginAnswer.NotFound;
        }

        // Both versions of an endpoint are one: what differs are parameters.
        string tenant = path[0];
        string rest = string.Join('/', path[1..]).Replace("oauth2/v2.0/", "oauth2/", StringComparison.Ordinal);
        return (call.Request.Method, rest) switch
        {
            ("GET", "discovery/instance") => discovery.Instance(call),
            ("GET", "v2.0/.well-known/openid-configuration") => discovery.Tenant(call, tenant, "/v2.0"),
            ("GET", ".well-known/openid-configuration") => discovery.Tenant(call, tenant, ""),
            ("GET", "discovery/v2.0/keys" or "discovery/keys") => discovery.Keys(),
            ("POST", "oauth2/token") => await tokens.AnswerAsync(call, tenant, faults),
            (var method, "oauth2/token") => throw new EntraException(EntraErrors.PostOnly, method),
            ("POST", "oauth2/devicecode") => deviceCodes.Answer(call, tenant),
            ("GET", "oauth2/authorize") => authorize.Answer(call, tenant),
            ("GET", "oauth2/logout") => LogoutEndpoint.Answer(call),
            _ => LoginAnswer.NotFound,
        };
    }
}
