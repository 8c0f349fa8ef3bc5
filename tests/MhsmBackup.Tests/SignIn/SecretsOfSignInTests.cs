using System.Text.RegularExpressions;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;
using MhsmBackup.Tests.Processes;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Whichever way in, and whether it succeeds or fails: no secret in any stream, object, error or event, and none on disk.</summary>
public sealed partial class SecretsOfSignInTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    private const string Password = "the password of a file", WrongSecret = "a secret that is not the right one";

    [Theory]
    [InlineData("-Credential $credential -TenantId $tenant", true)]
    [InlineData("-Credential $wrong -TenantId $tenant", false)]
    [InlineData("-CertificatePath $file -CertificatePassword $password -ClientId $app -TenantId $tenant", true)]
    [InlineData("-CertificatePath $file -CertificatePassword $wrongPassword -ClientId $app -TenantId $tenant", false)]
    [InlineData("-CertificatePath $file -CertificatePassword $password -ClientId $workload -TenantId $tenant", false)]
    [InlineData("-FederatedTokenFile $tokenFile -ClientId $workload -TenantId $tenant", true)]
    [InlineData("-FederatedTokenFile $tokenFile -ClientId $app -TenantId $tenant", false)]
    [InlineData("-ServiceConnectionId $connection -ClientId $pipeline -TenantId $tenant", true)]
    [InlineData("-ServiceConnectionId $connection -ClientId $app -TenantId $tenant", false)]
    [InlineData("-ServiceConnectionId $connection -ClientId $pipeline -TenantId $tenant -SystemAccessToken $wrongPassword", false)]
    [InlineData("-GitHubActions -ClientId $workload -TenantId $tenant", true)]
    [InlineData("-GitHubActions -ClientId $app -TenantId $tenant", false)]
    [InlineData("-ManagedIdentity -ClientId $assigned", true)]
    [InlineData("-ManagedIdentity -ClientId $app", false)]
    [InlineData("-AccessToken $given", true)]
    [InlineData("-AccessToken \"$given of somebody\"", false)]
    [InlineData("-AzureCli", true)]
    [InlineData("-AzurePowerShell", true)]
    public void A_way_in_shows_no_secret(string arguments, bool succeeds)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && arguments == "-AzureCli", "The stand-in for az is a script of a Unix shell.");
        string[] secrets = Prepare();
        using var events = new AzureEvents();
        SessionResult result = Session.Invoke(
            $$"""
            $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'
            Connect-Mhsm {{arguments}}
            Get-MhsmContext | Out-Default
            if (Get-MhsmContext) { Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Wait }
            Disconnect-Mhsm
            """);
        Assert.Equal(succeeds, result.Errors.Count == 0);
        AssertNothingIsShown(secrets, [.. ShownTexts.Of(Session, result), .. events.Texts]);
    }

    [Fact]
    public async Task A_device_code_shows_what_is_to_be_typed_and_nothing_else()
    {
        string[] secrets = Prepare();
        using var events = new AzureEvents();
        Task<SessionResult> connecting = Session.InvokeAsync(
            "$VerbosePreference = 'Continue'; $DebugPreference = 'Continue'; Connect-Mhsm -DeviceCode -TenantId $tenant; Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Wait");
        Emulator.SignIn.Approve(await Emulator.SignIn.WaitForUserCodeAsync(Cancel), User);
        SessionResult result = await connecting;
        Assert.Empty(result.Errors);
        AssertNothingIsShown(secrets, [.. ShownTexts.Of(Session, result), .. events.Texts]);
    }

    [Fact]
    public async Task Nothing_of_a_sign_in_is_written_to_disk()
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("mhsm-test-");
        try
        {
            string output = await EngineProcess.RunAsync(
                """
                $null = Connect-Mhsm
                "status $((Start-MhsmBackup $env:TEST_HSM -ContainerUri $env:TEST_CONTAINER -SasToken $env:TEST_SAS -Wait).Status)"
                """,
                ("HOME", home.FullName), ("USERPROFILE", home.FullName), ("LOCALAPPDATA", home.FullName), ("TMPDIR", home.FullName), ("XDG_CACHE_HOME", home.FullName), ("XDG_DATA_HOME", home.FullName),
                ("AZURE_CLIENT_ID", App.ClientId), ("AZURE_TENANT_ID", Tenant), ("AZURE_CLIENT_SECRET", App.Secret!),
                ("TEST_HSM", Hsm.Uri.AbsoluteUri), ("TEST_CONTAINER", Container.Uri.AbsoluteUri), ("TEST_SAS", Container.Sas("crdw")));
            Assert.Contains("status Succeeded", output, StringComparison.Ordinal);
            foreach (FileInfo file in home.EnumerateFiles("*", SearchOption.AllDirectories))
            {
                string text = await File.ReadAllTextAsync(file.FullName, System.Text.Encoding.Latin1, Cancel);
                Assert.DoesNotContain(App.Secret!, text, StringComparison.Ordinal);
                Assert.False(AnyToken().IsMatch(text), file.FullName);
                Assert.DoesNotContain("msal", file.Name, StringComparison.OrdinalIgnoreCase);
            }
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private string[] Prepare()
    {
        IdentityEndpoint();
        Variables.Set("SYSTEM_OIDCREQUESTURI", Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri).Set("SYSTEM_ACCESSTOKEN", Emulator.SignIn.PipelinesAccessToken)
            .Set("ACTIONS_ID_TOKEN_REQUEST_URL", Emulator.SignIn.GitHubRequestUrl.AbsoluteUri).Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", Emulator.SignIn.GitHubRequestToken);
        string federated = Emulator.SignIn.IssueFederatedToken(WorkloadSubject);
        StandInForAzAccounts(User);
        if (!OperatingSystem.IsWindows()) StandInForAz(Emulator.IssueToken(User));
        foreach ((string name, object value) in new (string, object)[]
        {
            ("wrong", CredentialOf(App, WrongSecret)), ("file", NewFile(".pfx", Certificate.Export(X509ContentType.Pkcs12, Password))), ("password", Password), ("wrongPassword", WrongSecret),
            ("tokenFile", NewFile(".jwt", federated)), ("pipeline", Pipeline.ClientId), ("assigned", Hidden.ClientId), ("given", Emulator.IssueToken(App)),
        }) Session.Set(name, value);
        string[] secrets = [App.Secret!, WrongSecret, Password, Emulator.SignIn.PipelinesAccessToken, Emulator.SignIn.GitHubRequestToken, Emulator.SignIn.IdentityHeader, federated];
        Assert.All(secrets, secret => Assert.True(secret.Length > 16));
        return secrets;
    }

    private static void AssertNothingIsShown(string[] secrets, string[] shown)
    {
        ShownTexts.AssertWithout(secrets, shown);
        Assert.DoesNotContain(shown, text => AnyToken().IsMatch(text));
    }

    [GeneratedRegex("eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+")]
    private static partial Regex AnyToken();
}
