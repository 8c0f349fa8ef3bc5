using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Identity;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Emulator;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Processes;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Each way in, from Connect-Mhsm through the real protocol to a backup as that identity.</summary>
public sealed class WaysTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    [Fact]
    public void A_service_principal_with_a_secret()
    {
        MhsmContext context = Connect("-Credential $credential -TenantId $tenant");
        Assert.Equal((SignInMethod.ClientSecret, App.ClientId, Tenant, App.ObjectId), (context.SignInMethod, context.Account, context.TenantId, context.ObjectId));
        Assert.InRange(context.ExpiresOn!.Value, DateTime.UtcNow.AddMinutes(50), DateTime.UtcNow.AddMinutes(70));
        Assert.Single(SignIns);
        AssertBacksUpAs(App);
        Assert.Single(SignIns);
    }

    [Theory]
    [InlineData(".pfx", "a password")]
    [InlineData(".pfx", null)]
    [InlineData(".pem", null)]
    [InlineData(".pem", "a password")]
    public void A_service_principal_with_a_certificate_in_a_file(string extension, string? password)
    {
        using RSA key = Certificate.GetRSAPrivateKey()!;
        using X509Certificate2 chain = SignInTest.NewCertificate("CN=an authority");
        string path = extension == ".pem"
            // With a certificate of the chain before it, as some authorities hand it out.
            ? NewFile(extension, string.Join('\n', chain.ExportCertificatePem(), Certificate.ExportCertificatePem(), password is null
                ? key.ExportPkcs8PrivateKeyPem()
                : key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 10_000))))
            : NewFile(extension, Certificate.Export(X509ContentType.Pkcs12, password));
        Session.Set("file", path);
        Session.Set("password", password);
        MhsmContext context = Connect("-CertificatePath $file -ClientId $app -TenantId $tenant" + (password is null ? string.Empty : " -CertificatePassword $password"));
        Assert.Equal(SignInMethod.ClientCertificate, context.SignInMethod);
        AssertBacksUpAs(App);
        Assert.Single(SignIns);
    }

    [Fact]
    public void A_service_principal_with_a_certificate_of_the_store()
    {
        Assert.SkipWhen(OperatingSystem.IsMacOS(), "A key chain asks before it is written to.");
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        using X509Certificate2 stored = X509CertificateLoader.LoadPkcs12(Certificate.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.PersistKeySet | X509KeyStorageFlags.Exportable);
        store.Add(stored);
        try
        {
            Session.Set("thumbprint", "\u200e" + string.Join(' ', stored.Thumbprint.Chunk(2).Select(pair => new string(pair))).ToLowerInvariant());
            Connect("-CertificateThumbprint $thumbprint -ClientId $app -TenantId $tenant");
            AssertBacksUpAs(App);
        }
        finally
        {
            store.Remove(stored);
        }
    }

    [Fact]
    public void A_federated_token_in_a_file()
    {
        Session.Set("file", NewFile(".jwt", Emulator.SignIn.IssueFederatedToken(WorkloadSubject)));
        MhsmContext context = Connect("-FederatedTokenFile $file -ClientId $workload -TenantId $tenant");
        Assert.Equal((SignInMethod.FederatedToken, Workload.ObjectId), (context.SignInMethod, context.ObjectId));
        AssertBacksUpAs(Workload);
        Assert.Single(SignIns);
    }

    [Fact]
    public void A_service_connection_of_Azure_Pipelines()
    {
        Variables.Set("SYSTEM_OIDCREQUESTURI", Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri).Set("SYSTEM_ACCESSTOKEN", Emulator.SignIn.PipelinesAccessToken);
        Session.Set("client", Pipeline.ClientId);
        MhsmContext context = Connect("-ServiceConnectionId $connection -ClientId $client -TenantId $tenant");
        Assert.Equal((SignInMethod.AzurePipelines, Pipeline.ObjectId), (context.SignInMethod, context.ObjectId));
        AssertBacksUpAs(Pipeline);
        Assert.Equal(2, SignIns.Count); // the pipeline's assertion, and the token
    }

    [Fact]
    public void A_GitHub_Actions_workflow()
    {
        Variables.Set("ACTIONS_ID_TOKEN_REQUEST_URL", Emulator.SignIn.GitHubRequestUrl.AbsoluteUri).Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Emulator.SignIn.GitHubRequestToken);
        MhsmContext context = Connect("-GitHubActions -ClientId $workload -TenantId $tenant");
        Assert.Equal((SignInMethod.GitHubActions, Workload.ObjectId), (context.SignInMethod, context.ObjectId));
        AssertBacksUpAs(Workload);
        Assert.Equal(2, SignIns.Count);
    }

    // In a process of its own: the Azure SDK keeps the token of this identity for the whole process.
    [Fact]
    public async Task The_system_assigned_managed_identity()
    {
        IdentityEndpoint();
        string output = await EngineProcess.RunAsync(
            """
            $context = Connect-Mhsm -ManagedIdentity -HsmName $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER
            "context $($context.SignInMethod) $($context.Account) $($context.ObjectId)"
            "status $((Start-MhsmBackup -SasToken $env:TEST_SAS -Wait).Status)"
            """,
            ("TEST_HSM", Hsm.Uri.AbsoluteUri), ("TEST_CONTAINER", Container.Uri.AbsoluteUri), ("TEST_SAS", Container.Sas("crdw")));
        Assert.Contains($"context ManagedIdentity nightly {Machine.ObjectId}", output, StringComparison.Ordinal);
        Assert.Contains("status Succeeded", output, StringComparison.Ordinal);
        Assert.Equal(Machine.ObjectId, Assert.Single(Emulator.Requests.Of("POST", "/backup")).CallerObjectId);
        Assert.Single(SignIns);
    }

    [Theory]
    [InlineData("-ClientId", 'c')]
    [InlineData("-ResourceId", 'r')]
    [InlineData("-ObjectId", 'o')]
    public void A_user_assigned_managed_identity(string parameter, char kind)
    {
        IdentityEndpoint();
        Session.Set("id", kind switch { 'c' => Assigned.ClientId, 'r' => Assigned.ResourceId, _ => Assigned.ObjectId });
        MhsmContext context = Connect($"-ManagedIdentity {parameter} $id");
        Assert.Equal(("backups", Assigned.ObjectId), (context.Account, context.ObjectId));
        AssertBacksUpAs(Assigned);
    }

    [Fact]
    public async Task A_device_code_is_shown_by_the_host_and_never_in_the_output()
    {
        Task<SessionResult> connecting = Session.InvokeAsync("Connect-Mhsm -DeviceCode -TenantId $tenant");
        string code = await Emulator.SignIn.WaitForUserCodeAsync(Cancel);
        Emulator.SignIn.Approve(code, User);
        SessionResult result = await connecting;
        Assert.Empty(result.Errors);
        MhsmContext context = Assert.IsType<MhsmContext>(Assert.Single(result.Output).BaseObject);
        Assert.Equal((SignInMethod.DeviceCode, User.Name, User.ObjectId), (context.SignInMethod, context.Account, context.ObjectId));
        Assert.Contains(code, Assert.Single(result.Information), StringComparison.Ordinal);
        Assert.Contains(Session.Host.Record.Lines, line => line.Contains(code, StringComparison.Ordinal));
        int asked = SignIns.Count;
        AssertBacksUpAs(User);
        Assert.Equal(asked, SignIns.Count);
    }

    [Fact]
    public void A_browser()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What opens a browser here can be stood in for on Linux alone.");
        StandIn("xdg-open", Browsers.Posting);
        MhsmContext context = Connect("-Interactive -TenantId $tenant -LoginHint megan@contoso.com");
        Assert.Equal((SignInMethod.Interactive, User.Name), (context.SignInMethod, context.Account));
        AssertBacksUpAs(User);
    }

    [Fact]
    public void An_access_token()
    {
        Session.Set("given", Emulator.IssueToken(App));
        MhsmContext context = Connect("-AccessToken $given");
        Assert.Equal((SignInMethod.AccessToken, App.ClientId, App.ObjectId), (context.SignInMethod, context.Account, context.ObjectId));
        AssertBacksUpAs(App);
        Assert.Empty(SignIns);
    }

    [Fact]
    public void The_az_CLI()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for az is a script of a Unix shell.");
        StandInForAz(Emulator.IssueToken(User));
        MhsmContext context = Connect("-AzureCli");
        Assert.Equal((SignInMethod.AzureCli, User.Name), (context.SignInMethod, context.Account));
        AssertBacksUpAs(User);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Az_PowerShell_of_the_same_session(bool hasSecureTokens)
    {
        StandInForAzAccounts(User, hasSecureTokens);
        MhsmContext context = Connect("-AzurePowerShell");
        Assert.Equal((SignInMethod.AzurePowerShell, User.Name), (context.SignInMethod, context.Account));
        AssertBacksUpAs(User);
        Assert.Equal(1, Run("$global:azAsked").Output[0].BaseObject);
    }
}
