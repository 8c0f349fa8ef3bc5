using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Benchmarks;

/// <summary>A place that the module runs in: what it sets, and what signs in there.</summary>
/// <param name="Name">The place.</param>
/// <param name="Connect">The command that signs in; nothing where the environment decides.</param>
/// <param name="Variables">What the place sets.</param>
internal sealed record SignInPlace(string Name, string Connect, params (string Name, string Value)[] Variables)
{
    private const string Subject = "system:serviceaccount:backups:nightly", Connection = "aaaaaaaa-0000-4000-8000-000000000001";

    private static readonly X509Certificate2 Certificate = NewCertificate();
    private static readonly EmulatorPrincipal App = new("app", "a secret of some length", BuiltInRoles.Backup.Name) { Certificates = [Certificate] };
    private static readonly EmulatorPrincipal Pipeline = new("pipeline", null, BuiltInRoles.Backup.Name) { ServiceConnectionId = Connection };
    private static readonly EmulatorPrincipal Workload = new("workload", null, BuiltInRoles.Backup.Name)
    {
        FederatedCredentials = [new FederatedCredential(FederatedCredential.WorkloadIssuer, Subject), new FederatedCredential(FederatedCredential.GitHubIssuer, FederatedCredential.GitHubSubject)],
    };

    /// <summary>Adds to an emulator everybody who signs in.</summary>
    public static void Configure(EmulatorOptions options)
    {
        foreach (EmulatorPrincipal principal in new[] { App, Pipeline, Workload }) options.Principals.Add(principal);
    }

    /// <summary>Every place, in a folder for its files.</summary>
    public static IReadOnlyList<SignInPlace> All(ManagedHsmEmulator emulator, string tenant, string folder)
    {
        EmulatorSignIn ends = emulator.SignIn;
        string tokenFile = Write("token", ends.IssueFederatedToken(Subject)), certificateFile = Path.Combine(folder, "app.pfx");
        File.WriteAllBytes(certificateFile, Certificate.Export(X509ContentType.Pkcs12));
        Az(emulator.IssueToken(App));
        (string, string)[] app = [("AZURE_TENANT_ID", tenant), ("AZURE_CLIENT_ID", App.ClientId)], workload = [("AZURE_TENANT_ID", tenant), ("AZURE_CLIENT_ID", Workload.ClientId)];
        (string, string)[] identity = [("IDENTITY_ENDPOINT", ends.IdentityEndpoint.AbsoluteUri), ("IDENTITY_HEADER", ends.IdentityHeader)];
        (string, string)[] pipeline = [("SYSTEM_OIDCREQUESTURI", ends.PipelinesOidcRequestUri.AbsoluteUri), ("SYSTEM_ACCESSTOKEN", ends.PipelinesAccessToken)];
        return
        [
            new("identity endpoint", "", identity),
            new("federated token", "", [.. workload, ("AZURE_FEDERATED_TOKEN_FILE", tokenFile)]),
            new("service connection", "", [.. pipeline, ("AZURESUBSCRIPTION_TENANT_ID", tenant), ("AZURESUBSCRIPTION_CLIENT_ID", Pipeline.ClientId), ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", Connection)]),
            new("GitHub Actions", "", [.. workload, ("ACTIONS_ID_TOKEN_REQUEST_URL", ends.GitHubRequestUrl.AbsoluteUri), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", ends.GitHubRequestToken)]),
            new("client secret", "", [.. app, ("AZURE_CLIENT_SECRET", App.Secret!)]),
            new("client certificate", "", [.. app, ("AZURE_CLIENT_CERTIFICATE_PATH", certificateFile)]),
            new("az CLI (a stand-in)", "", ("AZURE_CONFIG_DIR", folder), ("PATH", folder + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"))),
            new("Connect, identity", "Connect-Mhsm -ManagedIdentity", identity),
            new("Connect, certificate", $"Connect-Mhsm -CertificatePath '{certificateFile}' -ClientId {App.ClientId} -TenantId {tenant}"),
            new("Connect, access token", "Connect-Mhsm -AccessToken $env:GIVEN_TOKEN", ("GIVEN_TOKEN", emulator.IssueToken(App))),
        ];

        string Write(string name, string text)
        {
            string path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            return path;
        }

        // Without the seconds that the real one takes to start.
        void Az(string token)
        {
            Write("azureProfile.json", """{"subscriptions": [{"id": "x"}]}""");
            string expires = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            string path = Write("az", $$"""
                #!/bin/sh
                echo '{"accessToken": "{{token}}", "expiresOn": "2030-01-01 00:00:00.000000", "expires_on": {{expires}}, "tenant": "{{tenant}}", "tokenType": "Bearer"}'

                """.ReplaceLineEndings("\n"));
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <inheritdoc/>
    // A record would print its members, and secrets are among the variables.
    public override string ToString() => Name;

    private static X509Certificate2 NewCertificate()
    {
        using RSA key = RSA.Create(2048);
        return new CertificateRequest("CN=app", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
