using MhsmBackup.Emulator.Access;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Processes;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Without Connect-Mhsm the environment decides: a backup as whom it shows, and the verbose stream says why.</summary>
public sealed class EnvironmentTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    private const string BackUpHere = "Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Verbose";

    private const string BackUpElsewhere =
        """
        $job = Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS -Wait
        "status $($job.Status)"
        """;

    [Fact]
    public void A_federated_token() => AssertBacksUp(
        Workload,
        "AZURE_FEDERATED_TOKEN_FILE",
        ("AZURE_FEDERATED_TOKEN_FILE", NewFile(".jwt", Emulator.SignIn.IssueFederatedToken(WorkloadSubject))), ("AZURE_CLIENT_ID", Workload.ClientId), ("AZURE_TENANT_ID", Tenant));

    [Fact]
    public void A_GitHub_Actions_workflow() => AssertBacksUp(
        Workload,
        "ACTIONS_ID_TOKEN_REQUEST_URL",
        ("ACTIONS_ID_TOKEN_REQUEST_URL", Emulator.SignIn.GitHubRequestUrl.AbsoluteUri), ("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Emulator.SignIn.GitHubRequestToken),
        ("AZURE_CLIENT_ID", Workload.ClientId), ("AZURE_TENANT_ID", Tenant));

    [Fact]
    public void A_task_of_Azure_Pipelines() => AssertBacksUp(
        Pipeline,
        "SYSTEM_OIDCREQUESTURI",
        ("SYSTEM_OIDCREQUESTURI", Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri), ("SYSTEM_ACCESSTOKEN", Emulator.SignIn.PipelinesAccessToken),
        ("AZURESUBSCRIPTION_CLIENT_ID", Pipeline.ClientId), ("AZURESUBSCRIPTION_TENANT_ID", Tenant), ("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", ServiceConnectionId));

    [Fact]
    public void A_service_principal_with_a_secret() => AssertBacksUp(
        App, "AZURE_CLIENT_SECRET", ("AZURE_CLIENT_ID", App.ClientId), ("AZURE_TENANT_ID", Tenant), ("AZURE_CLIENT_SECRET", App.Secret!));

    [Fact]
    public void A_service_principal_with_a_certificate() => AssertBacksUp(
        App,
        "AZURE_CLIENT_CERTIFICATE_PATH",
        ("AZURE_CLIENT_ID", App.ClientId), ("AZURE_TENANT_ID", Tenant),
        ("AZURE_CLIENT_CERTIFICATE_PATH", NewFile(".pfx", Certificate.Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, "a password"))),
        ("AZURE_CLIENT_CERTIFICATE_PASSWORD", "a password"));

    [Fact]
    public void Az_PowerShell_of_the_same_session()
    {
        StandInForAzAccounts(User);
        AssertBacksUp(User, "megan@contoso.com is signed in to Az PowerShell");
        Assert.Equal(1, Run("$global:azAsked").Output[0].BaseObject);
    }

    [Fact]
    public void The_az_CLI()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for az is a script of a Unix shell.");
        StandInForAz(Emulator.IssueToken(User));
        AssertBacksUp(User, "somebody is signed in to the az CLI");
    }

    // In processes of their own: the Azure SDK keeps an identity's token, and its endpoint, for the whole process.
    [Theory]
    [InlineData("Automation", "/msi/token")]
    [InlineData("VirtualMachine", "/metadata/identity/oauth2/token")]
    [InlineData("CloudShell", "/oauth2/token")]
    public async Task The_managed_identity_of(string place, string path)
    {
        (string, string)[] variables = place switch
        {
            "Automation" => [("IDENTITY_ENDPOINT", Emulator.SignIn.IdentityEndpoint.AbsoluteUri), ("IDENTITY_HEADER", Emulator.SignIn.IdentityHeader)],
            "CloudShell" => [("MSI_ENDPOINT", Emulator.SignIn.CloudShellEndpoint.AbsoluteUri)],
            _ => [("AZURE_POD_IDENTITY_AUTHORITY_HOST", Emulator.SignIn.MetadataHost.AbsoluteUri)],
        };
        string output = await EngineProcess.RunAsync(BackUpElsewhere, [.. Server, .. variables]);
        Assert.Contains("status Succeeded", output, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(Emulator.Requests.Of("POST", "/backup")).CallerObjectId);
        Assert.Equal(path, Assert.Single(SignIns).Path);
    }

    [Fact]
    public async Task Where_there_is_an_identity_endpoint_no_other_credential_is_tried()
    {
        using EngineProcess engine = EngineProcess.Start(
            BackUpElsewhere + "\n\"error $($error[0].FullyQualifiedErrorId)\"",
            [
                .. Server, ("IDENTITY_ENDPOINT", Emulator.SignIn.IdentityEndpoint.AbsoluteUri), ("IDENTITY_HEADER", "a wrong header"),
                ("AZURE_CLIENT_ID", App.ClientId), ("AZURE_TENANT_ID", Tenant), ("AZURE_CLIENT_SECRET", App.Secret!),
            ]);
        Assert.Contains($"error {MhsmErrorId.SignInFailed}", await engine.Process.StandardOutput.ReadToEndAsync(Cancel), StringComparison.Ordinal);
        Assert.All(SignIns, request => Assert.Equal("/msi/token", request.Path));
        Assert.Empty(Emulator.Requests.Of("POST", "/backup"));
    }

    [Fact]
    public void Connect_Mhsm_without_a_way_verifies_what_the_environment_shows_and_keeps_it()
    {
        Variables.Set("AZURE_CLIENT_ID", App.ClientId).Set("AZURE_TENANT_ID", Tenant).Set("AZURE_CLIENT_SECRET", App.Secret);
        MhsmContext context = Connect("-HsmName $hsm -ContainerUri $container");
        Assert.Equal(SignInMethod.ClientSecret, context.SignInMethod);
        Assert.Contains("AZURE_CLIENT_SECRET", context.Reason, StringComparison.Ordinal);
        Variables.Set("AZURE_CLIENT_SECRET", null);
        Assert.Equal("Succeeded", RunForJob("Start-MhsmBackup -SasToken $backupSas | Wait-MhsmJob").Status);
        Assert.Single(SignIns);
    }

    [Fact]
    public void Any_number_of_commands_and_HSMs_ask_for_one_token()
    {
        Variables.Set("AZURE_CLIENT_ID", App.ClientId).Set("AZURE_TENANT_ID", Tenant).Set("AZURE_CLIENT_SECRET", App.Secret);
        Run("$hsm, $sibling, $stranger | Start-MhsmBackup -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        Run("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Wait");
        Assert.Single(SignIns);
    }

    [Fact]
    public void Get_MhsmContext_tells_what_the_environment_shows_without_asking()
    {
        Variables.Set("AZURE_CLIENT_ID", App.ClientId).Set("AZURE_TENANT_ID", Tenant).Set("AZURE_CLIENT_SECRET", App.Secret);
        SessionResult result = Run("Get-MhsmContext -Verbose");
        Assert.Empty(result.Output);
        Assert.Contains(result.Verbose, text => text.Contains("AZURE_CLIENT_SECRET", StringComparison.Ordinal));
        Assert.Empty(SignIns);
    }

    private (string, string)[] Server =>
    [
        ("TEST_HSM", Hsm.Uri.AbsoluteUri), ("TEST_CONTAINER", Container.Uri.AbsoluteUri), ("TEST_SAS", Container.Sas("crdw")),
    ];

    private void AssertBacksUp(EmulatorPrincipal principal, string reason, params (string Name, string Value)[] variables)
    {
        foreach ((string name, string value) in variables) Variables.Set(name, value);
        SessionResult result = Run(BackUpHere);
        Assert.Contains(result.Verbose, text => text.StartsWith("Signing in ", StringComparison.Ordinal) && text.Contains(reason, StringComparison.Ordinal));
        Assert.Equal(principal.ObjectId, Assert.Single(Emulator.Requests.Of("POST", "/backup")).CallerObjectId);
    }
}
