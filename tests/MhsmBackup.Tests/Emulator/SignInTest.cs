using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

/// <summary>An emulator with somebody for every way of signing in.</summary>
public abstract class SignInTest(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    internal const string Resource = "https://managedhsm.azure.net";
    internal const string Scope = Resource + "/.default";
    internal const string OtherTenant = "11111111-1111-1111-1111-111111111111";
    internal const string PublicClient = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";
    internal const string WorkloadSubject = "system:serviceaccount:backups:nightly";
    internal const string ServiceConnectionId = "aaaaaaaa-0000-4000-8000-000000000001";

    private static readonly string[] Roles = [BuiltInRoles.CryptoUser.Name];

    private readonly List<IDisposable> disposables = [];

    protected static X509Certificate2 Certificate { get; } = NewCertificate("CN=with-certificate");

    protected static EmulatorPrincipal WithCertificate { get; } = new("with-certificate", "its secret", Roles) { Certificates = [X509CertificateLoader.LoadCertificate(Certificate.RawData)] };

    protected static EmulatorPrincipal Workload { get; } = new("workload", Secret: null, Roles)
    {
        FederatedCredentials =
        [
            new FederatedCredential(FederatedCredential.WorkloadIssuer, WorkloadSubject),
            new FederatedCredential(FederatedCredential.GitHubIssuer, FederatedCredential.GitHubSubject),
        ],
    };

    protected static EmulatorPrincipal Pipeline { get; } = new("pipeline", Secret: null, Roles) { ServiceConnectionId = ServiceConnectionId };

    protected static EmulatorPrincipal Elsewhere { get; } = new("elsewhere", "its secret", Roles) { Tenants = [OtherTenant] };

    protected static EmulatorPrincipal User { get; } = new("megan@contoso.com", Secret: null, Roles) { Kind = PrincipalKind.User, DisplayName = "Megan Bowen" };

    protected static EmulatorPrincipal Guest { get; } = new("guest@fabrikam.com", Secret: null, Roles) { Kind = PrincipalKind.User, Tenants = [OtherTenant] };

    protected static EmulatorPrincipal Unwilling { get; } = new("unwilling@contoso.com", Secret: null, Roles) { Kind = PrincipalKind.User, LacksConsent = true };

    protected static EmulatorPrincipal Machine { get; } = new("machine", Secret: null, Roles)
    {
        Kind = PrincipalKind.ManagedIdentity, IsSystemAssigned = true, ResourceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/m",
    };

    protected static EmulatorPrincipal Assigned { get; } = new("assigned", Secret: null, Roles)
    {
        Kind = PrincipalKind.ManagedIdentity, ClientId = "bbbbbbbb-0000-4000-8000-000000000002", ResourceId = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/assigned",
    };

    internal WireClient Login => field ??= ClientFor(Emulator.SignIn.AuthorityHost, token: null);

    /// <summary>A transport for the Azure SDK that trusts the emulator's authority alone.</summary>
    protected HttpPipelineTransport Transport
    {
        get
        {
            HttpClientHandler handler = new() { UseProxy = false, ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate is not null && IsTrusted(certificate) };
            HttpClientTransport transport = new(handler);
            disposables.AddRange([transport, handler]);
            return transport;
        }
    }

    protected override void Configure(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (EmulatorPrincipal principal in new[] { WithCertificate, Workload, Pipeline, Elsewhere, User, Guest, Unwilling, Machine, Assigned })
        {
            options.Principals.Add(principal);
        }

        options.Tenants.Add(OtherTenant);
        options.MissingResources.Add("https://missing.example/");
    }

    internal static X509Certificate2 NewCertificate(string subject)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Posts a form to a path of the token port, with the members of several lists: the last one of a name counts, an empty one is left out.</summary>
    internal async Task<Answer> PostFormAsync(string path, params IEnumerable<(string Name, string Value)> members)
    {
        Dictionary<string, string> form = [];
        foreach ((string name, string value) in members)
        {
            form[name] = value;
        }

        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(form.Where(member => member.Value.Length > 0)) };
        return await Login.SendAsync(request);
    }

    /// <summary>Asks the token endpoint of a tenant, by default the HSMs'.</summary>
    internal Task<Answer> TokenAsync(IEnumerable<(string Name, string Value)> members, string? tenant = null) =>
        PostFormAsync($"/{tenant ?? Hsm.Settings.TenantId}/oauth2/v2.0/token", members);

    /// <summary>Sends a request with headers.</summary>
    internal async Task<Answer> SendAsync(HttpMethod method, string path, IEnumerable<(string Name, string Value)> headers, params (string Name, string Value)[] form)
    {
        using HttpRequestMessage request = new(method, path)
        {
            Content = form.Length == 0 ? null : new FormUrlEncodedContent(form.Select(member => KeyValuePair.Create(member.Name, member.Value))),
        };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Login.SendAsync(request);
    }

    /// <summary>Signs a user in with a device code, and gives the answer with the tokens.</summary>
    internal async Task<Answer> SignInAsync(EmulatorPrincipal user, string scope = Scope + " openid profile offline_access", string? tenant = null)
    {
        Answer code = await PostFormAsync($"/{tenant ?? Hsm.Settings.TenantId}/oauth2/v2.0/devicecode", ("client_id", PublicClient), ("scope", scope));
        Emulator.SignIn.Approve(code["user_code"]!, user);
        return await TokenAsync([("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", PublicClient), ("device_code", code["device_code"]!), ("client_info", "1")], tenant);
    }

    internal async Task AssertAcceptedAsync(string? token) => Assert.Equal(200, (await ClientFor(Hsm.Uri, token).GetAsync("/keys")).Status);

    /// <summary>The answer is an error of Entra ID's with that number, and with the same number in all its members.</summary>
    internal static void AssertRefused(Answer answer, int status, string error, int code)
    {
        Assert.Equal((status, error), (answer.Status, answer["error"]));
        Assert.StartsWith($"AADSTS{code}: ", answer["error_description"], StringComparison.Ordinal);
        Assert.Equal(code, answer.Json["error_codes"]![0]!.GetValue<int>());
        Assert.DoesNotContain("{", answer["error_description"], StringComparison.Ordinal);
    }

    protected override void Release() => disposables.ForEach(disposable => disposable.Dispose());

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Emulator.CaCertificatePem);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate);
    }
}
