using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Emulator;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Each way in that fails says what happened, in the words of who refused, and the one thing to do.</summary>
public sealed partial class FailureTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    [Fact]
    public void Nobody_is_signed_in_anywhere()
    {
        ErrorRecord error = Fails("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.NotSignedIn, ErrorCategory.AuthenticationError);
        Assert.Contains("Connect-Mhsm -Interactive", error.ToString(), StringComparison.Ordinal);
        Fails("Connect-Mhsm", MhsmErrorId.NotSignedIn, ErrorCategory.AuthenticationError);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void A_secret_that_is_wrong()
    {
        Session.Set("credential", CredentialOf(App, "a wrong secret"));
        ErrorRecord error = Fails("Connect-Mhsm -Credential $credential -TenantId $tenant", MhsmErrorId.InvalidClientCredential, ErrorCategory.AuthenticationError, "AADSTS7000215", "az ad app credential reset");
        Assert.DoesNotContain("a wrong secret", error.Exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_the_application_does_not_have()
    {
        using X509Certificate2 other = SignInTest.NewCertificate("CN=another");
        Session.Set("file", NewFile(".pfx", other.Export(X509ContentType.Pkcs12)));
        Fails("Connect-Mhsm -CertificatePath $file -ClientId $app -TenantId $tenant", MhsmErrorId.InvalidClientCredential, ErrorCategory.AuthenticationError, "AADSTS700027", other.Thumbprint);
    }

    [Fact]
    public void A_tenant_that_does_not_exist() => Fails(
        "Connect-Mhsm -Credential $credential -TenantId 99999999-9999-4999-8999-999999999999", MhsmErrorId.WrongTenant, ErrorCategory.AuthenticationError, "AADSTS90002", "-TenantId");

    [Fact]
    public void An_application_of_another_tenant()
    {
        Session.Set("credential", CredentialOf(Elsewhere));
        Fails("Connect-Mhsm -Credential $credential -TenantId $tenant", MhsmErrorId.WrongTenant, ErrorCategory.AuthenticationError, "AADSTS700016", Elsewhere.ClientId);
    }

    [Theory]
    [InlineData("Connect-Mhsm -Credential $credential -TenantId $other")]
    [InlineData("Connect-Mhsm -AccessToken $given")]
    public void An_HSM_of_another_tenant_than_the_sign_in(string connect)
    {
        Session.Set("credential", CredentialOf(Elsewhere));
        Session.Set("other", OtherTenant);
        Session.Set("given", Emulator.IssueToken(Elsewhere, tenantId: OtherTenant));
        Run(connect);
        Fails(
            "Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas",
            MhsmErrorId.WrongTenant, ErrorCategory.AuthenticationError, Tenant, OtherTenant, $" -TenantId {Tenant}");
        Assert.Equal(401, Assert.Single(Emulator.Requests.Of("POST", "/backup")).Status);
    }

    [Fact]
    public void A_managed_identity_of_another_tenant_than_the_HSM()
    {
        // Another identity than in other tests: the Azure SDK keeps its token for the whole process.
        IdentityEndpoint();
        Variables.Set("AZURE_CLIENT_ID", Local.ClientId);
        Hsm.Settings.TenantId = OtherTenant;
        Fails("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.WrongTenant, ErrorCategory.AuthenticationError, OtherTenant);
        Assert.Single(SignIns);
    }

    [Fact]
    public async Task A_person_who_has_not_consented()
    {
        Task<SessionResult> connecting = Session.InvokeAsync("Connect-Mhsm -DeviceCode -TenantId $tenant");
        Emulator.SignIn.Approve(await Emulator.SignIn.WaitForUserCodeAsync(Cancel), Unwilling);
        Check(await connecting, MhsmErrorId.ConsentMissing, ErrorCategory.PermissionDenied, "AADSTS65001", "administrator of the tenant");
    }

    [Fact]
    public async Task A_person_who_declines()
    {
        Task<SessionResult> connecting = Session.InvokeAsync("Connect-Mhsm -DeviceCode -TenantId $tenant");
        Emulator.SignIn.Decline(await Emulator.SignIn.WaitForUserCodeAsync(Cancel));
        Check(await connecting, MhsmErrorId.ConsentMissing, ErrorCategory.PermissionDenied, "Connect-Mhsm -DeviceCode");
    }

    [Fact]
    public void A_device_code_that_nobody_uses()
    {
        Emulator.SignIn.DeviceCodeLifetime = TimeSpan.FromSeconds(1);
        Fails("Connect-Mhsm -DeviceCode -TenantId $tenant", MhsmErrorId.DeviceCodeExpired, ErrorCategory.AuthenticationError, "Connect-Mhsm -DeviceCode");
    }

    [Theory]
    [InlineData(65001, MhsmErrorId.ConsentMissing)]
    [InlineData(500011, MhsmErrorId.ConsentMissing)]
    [InlineData(7000222, MhsmErrorId.InvalidClientCredential)]
    [InlineData(50076, MhsmErrorId.InteractionRequired)]
    [InlineData(53003, MhsmErrorId.InteractionRequired)]
    [InlineData(50034, MhsmErrorId.WrongTenant)]
    [InlineData(70011, MhsmErrorId.SignInFailed)]
    public void A_refusal_is_known_by_its_number(int code, string errorId)
    {
        Emulator.Faults.Add($"entra={code}");
        SessionResult result = Session.Invoke("Connect-Mhsm -Credential $credential -TenantId $tenant");
        Assert.Equal(errorId, Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains($"AADSTS{code}", result.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-ManagedIdentity -ClientId 99999999-9999-4999-8999-999999999999")]
    [InlineData("-ManagedIdentity -ObjectId 99999999-9999-4999-8999-999999999999")]
    public void A_managed_identity_that_is_not_assigned(string arguments)
    {
        IdentityEndpoint();
        Fails("Connect-Mhsm " + arguments, MhsmErrorId.ManagedIdentityNotAssigned, ErrorCategory.ObjectNotFound, "99999999-9999-4999-8999-999999999999", "Assign the managed identity");
    }

    [Fact]
    public void No_federated_credential_fits_the_token()
    {
        Session.Set("file", NewFile(".jwt", Emulator.SignIn.IssueFederatedToken("system:serviceaccount:backups:another")));
        Fails("Connect-Mhsm -FederatedTokenFile $file -ClientId $workload -TenantId $tenant", MhsmErrorId.FederationNotTrusted, ErrorCategory.AuthenticationError, "AADSTS70021", "federated-credential create");
    }

    [Fact]
    public void A_service_connection_that_does_not_exist()
    {
        Variables.Set("SYSTEM_OIDCREQUESTURI", Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri).Set("SYSTEM_ACCESSTOKEN", Emulator.SignIn.PipelinesAccessToken);
        Fails(
            "Connect-Mhsm -ServiceConnectionId 99999999-9999-4999-8999-999999999999 -ClientId $app -TenantId $tenant",
            MhsmErrorId.SignInFailed, ErrorCategory.AuthenticationError, "Check that the service connection");
    }

    [Fact]
    public void A_request_token_of_GitHub_that_is_not_accepted()
    {
        Variables.Set("ACTIONS_ID_TOKEN_REQUEST_URL", Emulator.SignIn.GitHubRequestUrl.AbsoluteUri).Set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "a-wrong-request-token-of-github");
        ErrorRecord error = Fails("Connect-Mhsm -GitHubActions -ClientId $workload -TenantId $tenant", MhsmErrorId.SignInFailed, ErrorCategory.AuthenticationError, "401");
        Assert.DoesNotContain("a-wrong-request-token-of-github", error.Exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_az_that_is_not_signed_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for az is a script of a Unix shell.");
        StandIn("az", "#!/bin/sh\necho \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1\n");
        Fails("Connect-Mhsm -AzureCli", MhsmErrorId.NotSignedIn, ErrorCategory.AuthenticationError, "az login");
    }

    [Fact]
    public void An_Az_PowerShell_that_is_not_there_or_not_signed_in()
    {
        Fails("Connect-Mhsm -AzurePowerShell", MhsmErrorId.NotSignedIn, ErrorCategory.AuthenticationError, "Connect-AzAccount");
        Run("function global:Get-AzAccessToken { [CmdletBinding()] param([string] $ResourceUrl) throw 'Run Connect-AzAccount to login.' }");
        Fails("Connect-Mhsm -AzurePowerShell", MhsmErrorId.NotSignedIn, ErrorCategory.AuthenticationError, "Connect-AzAccount");
    }

    [Fact]
    public void There_is_no_browser()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere there is always a browser.");
        Variables.Set("PATH", null);
        Fails("Connect-Mhsm -Interactive -TenantId $tenant", MhsmErrorId.BrowserUnavailable, ErrorCategory.NotInstalled, "Connect-Mhsm -DeviceCode");
    }

    [Fact]
    public void A_login_endpoint_that_does_not_answer()
    {
        Emulator.Faults.Add("drop,hsm=login,count=*");
        Fails("Connect-Mhsm -Credential $credential -TenantId $tenant", MhsmErrorId.SignInUnreachable, ErrorCategory.ConnectionError, "firewall");
    }

    [Theory]
    [InlineData("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", "Managed HSM Backup")]
    [InlineData("Start-MhsmRestore $hsm -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2026112316180860 -SasToken $restoreSas -SkipBackupCheck -Force", "Managed HSM Administrator")]
    public void A_caller_without_a_role_is_told_which_one_and_how_it_is_given(string start, string role)
    {
        Session.Set("credential", CredentialOf(Nobody));
        Run("Connect-Mhsm -Credential $credential -TenantId $tenant");
        Fails(start, MhsmErrorId.AccessDenied, ErrorCategory.PermissionDenied, $"az keyvault role assignment create --hsm-name contoso-hsm --role \"{role}\" --assignee-object-id {Nobody.ObjectId} --assignee-principal-type ServicePrincipal --scope /");
    }

    // A script that goes on must not go on as somebody else.
    [Fact]
    public void A_sign_in_that_fails_leaves_nobody_signed_in_until_another_or_a_sign_out()
    {
        Run("Connect-Mhsm -Credential $credential -TenantId $tenant -HsmName $hsm");
        Variables.Set("AZURE_CLIENT_ID", App.ClientId).Set("AZURE_TENANT_ID", Tenant).Set("AZURE_CLIENT_SECRET", App.Secret);
        Fails("Connect-Mhsm -Credential $credential -TenantId 99999999-9999-4999-8999-999999999999", MhsmErrorId.WrongTenant, ErrorCategory.AuthenticationError);
        Assert.Empty(Run("Get-MhsmContext").Output);
        Fails("Start-MhsmBackup -ContainerUri $container -SasToken $backupSas", MhsmErrorId.HsmNameMissing, ErrorCategory.InvalidArgument);
        Fails("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.NotSignedIn, ErrorCategory.AuthenticationError, "WrongTenant", "Disconnect-Mhsm");
        Assert.Empty(Emulator.Requests.Of("POST", "/backup"));
        Run("Disconnect-Mhsm");
        AssertBacksUpAs(App);
    }

    // What Azure's endpoints say, in their different forms, and what is said in their place.
    [Theory]
    [InlineData(400, """{"Message":"No managed identity was found for Automation account contoso. Please enable it."}""", MhsmErrorId.ManagedIdentityNotAssigned, "No managed identity was found for Automation account contoso")]
    [InlineData(400, """{"error":"invalid_request","error_description":"Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request"}""", MhsmErrorId.ManagedIdentityNotAssigned, "-ClientId <client id>")]
    [InlineData(400, """{"statusCode":400,"message":"Something of its own."}""", MhsmErrorId.SignInFailed, "Something of its own.")]
    [InlineData(403, "<html>a captive portal</html>", MhsmErrorId.ManagedIdentityUnavailable, "a captive portal")]
    [InlineData(500, """{"Message":"Failed to get MSI token for account contoso."}""", MhsmErrorId.SignInUnreachable, "Failed to get MSI token")]
    public async Task An_identity_endpoint_s_own_words_are_kept(int status, string body, string errorId, string part)
    {
        using var endpoint = new StandInEndpoint(status, body);
        Variables.Set("IDENTITY_ENDPOINT", endpoint.Address).Set("IDENTITY_HEADER", "a header of some length");
        SessionResult result = await Session.InvokeAsync("Connect-Mhsm -ManagedIdentity");
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith(errorId + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains(part, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a header of some length", error.Exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_Az_PowerShell_that_answers_nonsense_is_an_error_and_not_a_wait_for_ever()
    {
        StandInForAzAccounts(User, before: "return [pscustomobject]@{ Token = 'x'; ExpiresOn = 'no time at all' }");
        for (int i = 0; i < 2; i++) Fails("Connect-Mhsm -AzurePowerShell", MhsmErrorId.SignInFailed, ErrorCategory.AuthenticationError);
    }

    private ErrorRecord Fails(string script, string errorId, ErrorCategory category, params string[] parts) => Check(Session.Invoke(script), errorId, category, parts);

    private ErrorRecord Check(SessionResult result, string errorId, ErrorCategory category, params string[] parts)
    {
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.True(errorId == error.FullyQualifiedErrorId.Split(',')[0], error + "\n" + error.FullyQualifiedErrorId);
        Assert.Equal((errorId, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.All(parts, part => Assert.Contains(part, error.ToString(), StringComparison.Ordinal));
        Assert.DoesNotContain("eyJ", error.Exception.ToString(), StringComparison.Ordinal);
        AssertCommandsBind(error.ToString());
        return error;
    }

    // Whoever follows the advice must not meet the next error: its parameters are those of one parameter set, and all that it needs.
    private void AssertCommandsBind(string message)
    {
        CmdletInfo connect = (CmdletInfo)Session.Invoke("Get-Command Connect-Mhsm").Output[0].BaseObject;
        foreach (Match command in Command().Matches(message))
        {
            string[] given = [.. ParameterName().Matches(command.Value).Select(match => match.Groups["name"].Value)];
            Assert.True(
                connect.ParameterSets.Any(set => given.All(name => set.Parameters.Any(parameter => parameter.Name == name)) && set.Parameters.Where(parameter => parameter.IsMandatory).All(parameter => given.Contains(parameter.Name))),
                command.Value);
        }
    }

    [GeneratedRegex("Connect-Mhsm( -[A-Z][A-Za-z]+( (<[^>]+>|'[^']+'|[A-Za-z0-9-]+(?<!-)))?)+")]
    private static partial Regex Command();

    [GeneratedRegex(" -(?<name>[A-Z][A-Za-z]+)")]
    private static partial Regex ParameterName();
}
