using System.Globalization;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Ways;

namespace MhsmBackup.Identity.Evidence;

/// <summary>
/// Decides how to sign in from what the environment shows, in a fixed order, without trying one after the other: where there
/// is evidence of one way, no other is tried, so a failure is the failure of that way.
/// </summary>
public static class EnvironmentSignIn
{
    /// <summary>The way that the environment shows, or null when it shows none.</summary>
    /// <param name="environment">The environment.</param>
    /// <exception cref="MhsmInputException">A variable that the way needs holds something of no valid form.</exception>
    public static EnvironmentChoice? Find(SignInEnvironment environment) =>
        IdentityEndpoint(environment)
        ?? FederatedToken(environment)
        ?? GitHubActions(environment)
        ?? AzurePipelines(environment)
        ?? ServicePrincipal(environment)
        ?? CloudShell(environment)
        ?? AzurePowerShell(environment)
        ?? AzureCli(environment)
        ?? RememberedAzurePowerShell(environment)
        ?? VirtualMachine(environment);

    // Azure Automation, App Service, Functions and Container Apps set IDENTITY_HEADER with it, Azure Arc IMDS_ENDPOINT,
    // Service Fabric IDENTITY_SERVER_THUMBPRINT; Machine Learning and older hosts set MSI_ENDPOINT and MSI_SECRET.
    private static EnvironmentChoice? IdentityEndpoint(SignInEnvironment environment)
    {
        bool isNew = environment.Has("IDENTITY_ENDPOINT") && (environment.Has("IDENTITY_HEADER") || environment.Has("IMDS_ENDPOINT") || environment.Has("IDENTITY_SERVER_THUMBPRINT"));
        bool isOld = !isNew && environment.Has("MSI_ENDPOINT") && environment.Has("MSI_SECRET");
        return isNew || isOld ? ManagedIdentity(environment, isNew ? "IDENTITY_ENDPOINT is set" : "MSI_ENDPOINT and MSI_SECRET are set") : null;
    }

    private static EnvironmentChoice? FederatedToken(SignInEnvironment environment) =>
        environment.Text("AZURE_FEDERATED_TOKEN_FILE") is string file && environment.Text("AZURE_CLIENT_ID") is string client && environment.Text("AZURE_TENANT_ID") is string tenant
            ? Choice(environment, new FederatedTokenSignIn(tenant, client, file), "AZURE_FEDERATED_TOKEN_FILE, AZURE_CLIENT_ID and AZURE_TENANT_ID are set")
            : null;

    private static EnvironmentChoice? GitHubActions(SignInEnvironment environment) =>
        environment.Has(GitHubActionsSignIn.RequestUriVariable) && environment.Has(GitHubActionsSignIn.RequestTokenVariable)
        && environment.Text("AZURE_CLIENT_ID") is string client && environment.Text("AZURE_TENANT_ID") is string tenant && !HasOwnCredential(environment)
            ? Choice(
                environment,
                new GitHubActionsSignIn(tenant, client, environment.Text(GitHubActionsSignIn.RequestUriVariable), environment.Secret(GitHubActionsSignIn.RequestTokenVariable)),
                $"{GitHubActionsSignIn.RequestUriVariable}, AZURE_CLIENT_ID and AZURE_TENANT_ID are set")
            : null;

    private static EnvironmentChoice? AzurePipelines(SignInEnvironment environment) =>
        environment.Has(AzurePipelinesSignIn.RequestUriVariable) && environment.Has("SYSTEM_ACCESSTOKEN")
        && environment.Text("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID") is string connection
        && environment.Text("AZURESUBSCRIPTION_CLIENT_ID") is string client && environment.Text("AZURESUBSCRIPTION_TENANT_ID") is string tenant
            ? Choice(
                environment,
                new AzurePipelinesSignIn(tenant, client, connection, environment.Secret("SYSTEM_ACCESSTOKEN"), environment.Text(AzurePipelinesSignIn.RequestUriVariable)),
                "SYSTEM_OIDCREQUESTURI, SYSTEM_ACCESSTOKEN and the AZURESUBSCRIPTION variables of the task are set")
            : null;

    private static EnvironmentChoice? ServicePrincipal(SignInEnvironment environment)
    {
        if (environment.Text("AZURE_CLIENT_ID") is not string client || environment.Text("AZURE_TENANT_ID") is not string tenant) return null;
        if (environment.Has("AZURE_CLIENT_SECRET"))
            return Choice(environment, new ClientSecretSignIn(tenant, client, environment.Secret("AZURE_CLIENT_SECRET")), "AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET are set");
        if (environment.Text("AZURE_CLIENT_CERTIFICATE_PATH") is not string path) return null;
        var certificate = SignInCertificate.FromFile(path, environment.Has("AZURE_CLIENT_CERTIFICATE_PASSWORD") ? environment.Secret("AZURE_CLIENT_CERTIFICATE_PASSWORD") : null);
        return Choice(environment, new ClientCertificateSignIn(tenant, client, certificate), "AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_CERTIFICATE_PATH are set", certificate.ToString());
    }

    // Cloud Shell alone sets MSI_ENDPOINT without a secret; it has the signed-in person's tokens behind it, and no user-assigned identity.
    private static EnvironmentChoice? CloudShell(SignInEnvironment environment) =>
        environment.Has("MSI_ENDPOINT") ? Choice(environment, ManagedIdentitySignIn.SystemAssigned(), "this is Cloud Shell: MSI_ENDPOINT is set") : null;

    private static EnvironmentChoice? AzurePowerShell(SignInEnvironment environment) =>
        environment.AzurePowerShell() is AzurePowerShellAccount account
            ? Choice(environment, new AzurePowerShellSignIn(environment.AskAzurePowerShell), $"{account.Account} is signed in to Az PowerShell in this session", $"{account.Account} {account.TenantId}")
            : null;

    private static EnvironmentChoice? AzureCli(SignInEnvironment environment) =>
        environment.AzureCli() is SignInFile profile
            ? Choice(environment, new AzureCliSignIn(), $"somebody is signed in to the az CLI: {profile.Path}", profile.Path + profile.Changed.Ticks.ToString(CultureInfo.InvariantCulture))
            : null;

    private static EnvironmentChoice? RememberedAzurePowerShell(SignInEnvironment environment) =>
        environment.RememberedAzurePowerShell() is SignInFile file
            ? Choice(environment, new AzurePowerShellSignIn(environment.AskAzurePowerShell), $"Az PowerShell remembers a sign-in: {file.Path}", file.Path + file.Changed.Ticks.ToString(CultureInfo.InvariantCulture))
            : null;

    private static EnvironmentChoice? VirtualMachine(SignInEnvironment environment)
    {
        if (environment.Has("AZURE_POD_IDENTITY_AUTHORITY_HOST")) return ManagedIdentity(environment, "AZURE_POD_IDENTITY_AUTHORITY_HOST is set");
        // What a hosted agent or a cluster's node runs on is not what runs on it: its identity, if it has one, is another's.
        bool isGuest = environment.Has("TF_BUILD") || environment.Has("GITHUB_ACTIONS") || environment.Has("KUBERNETES_SERVICE_HOST");
        return !isGuest && environment.IsVirtualMachine() ? ManagedIdentity(environment, "this is a virtual machine of Azure, and nobody is signed in to Az PowerShell or the az CLI") : null;
    }

    // The client id beside a credential of its own is that of an application.
    private static bool HasOwnCredential(SignInEnvironment environment) =>
        environment.Has("AZURE_CLIENT_SECRET") || environment.Has("AZURE_CLIENT_CERTIFICATE_PATH") || environment.Has("AZURE_FEDERATED_TOKEN_FILE");

    private static EnvironmentChoice ManagedIdentity(SignInEnvironment environment, string reason) => !HasOwnCredential(environment) && environment.Text("AZURE_CLIENT_ID") is string client
        ? Choice(environment, ManagedIdentitySignIn.OfClient(client), $"{reason}, and AZURE_CLIENT_ID names the identity")
        : Choice(environment, ManagedIdentitySignIn.SystemAssigned(), reason);

    private static EnvironmentChoice Choice(SignInEnvironment environment, SignInWay way, string reason, string more = "") =>
        new(way, reason, environment.Fingerprint($"{way.Method} {more}"));
}
