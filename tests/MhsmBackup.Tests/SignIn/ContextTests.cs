using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Identity;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.SignIn;

/// <summary>What Connect-Mhsm keeps, for whom, and how long.</summary>
public sealed class ContextTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    [Fact]
    public void Defaults_stand_in_for_what_is_not_given()
    {
        MhsmContext context = Connect("-Credential $credential -TenantId $tenant -HsmName $hsm -ContainerUri $container -ApiVersion 7.5");
        Assert.Equal((Hsm.Uri.AbsoluteUri, Container.Uri, "7.5"), (context.HsmName, context.ContainerUri, context.ApiVersion));
        Run("$job = Start-MhsmBackup -SasToken $backupSas");
        Assert.Equal("Succeeded", RunForJob("Wait-MhsmJob -JobId $job.JobId -Operation Backup").Status);
        Assert.Equal("Succeeded", RunForJob("Get-MhsmJob -JobId $job.JobId -Operation Backup").Status);
        Assert.Equal("Succeeded", RunForJob("Start-MhsmBackup -UseManagedIdentity -Wait").Status);
        Assert.All(Emulator.Requests.Of("POST", "/backup"), request => Assert.Equal("?api-version=7.5", request.Query));

        // What is given goes before the default.
        Assert.Equal("contoso-2", RunForJob("Start-MhsmBackup $sibling -SasToken $backupSas -ApiVersion 7.6 -Wait").HsmName);
        Assert.Equal("?api-version=7.6", Emulator.Requests.Of("POST", "/backup")[^1].Query);
    }

    [Fact]
    public void A_key_s_restore_takes_the_defaults_and_a_full_restore_never_takes_the_HSM()
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName $hsm -ContainerUri $container");
        Hsm.Keys.Create("payroll");
        Run("$backup = Start-MhsmBackup -SasToken $backupSas -Wait");
        Hsm.Lose();
        Assert.Equal("Succeeded", RunForJob("Restore-MhsmKey -KeyName payroll -BackupFolder $backup.BackupFolder -SasToken $restoreSas -Wait").Status);
        RunForError("Start-MhsmRestore -BackupFolder $backup.BackupFolder -SasToken $restoreSas -Force", MhsmErrorId.HsmNameMissing);
        Assert.Equal("Succeeded", RunForJob("Start-MhsmRestore $hsm -BackupFolder $backup.BackupFolder -SasToken $restoreSas -Force -Wait").Status);
    }

    [Theory]
    [InlineData("Start-MhsmBackup -ContainerUri $container -SasToken $backupSas", MhsmErrorId.HsmNameMissing)]
    [InlineData("Get-MhsmJob -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Backup", MhsmErrorId.HsmNameMissing)]
    [InlineData("Wait-MhsmJob -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Backup", MhsmErrorId.HsmNameMissing)]
    [InlineData("Start-MhsmBackup $hsm -SasToken $backupSas", MhsmErrorId.ContainerUriMissing)]
    [InlineData("Start-MhsmBackup $hsm -UseManagedIdentity", MhsmErrorId.ContainerUriMissing)]
    [InlineData("Start-MhsmRestore $hsm -BackupFolder mhsm-x-2026112316180860 -SasToken $restoreSas -Force", MhsmErrorId.ContainerUriMissing)]
    public void Without_a_default_what_is_missing_is_named(string script, string errorId)
    {
        RunForError(script, errorId);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void An_empty_pipeline_starts_nothing_on_the_default_HSM()
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName $hsm -ContainerUri $container");
        Assert.Empty(Run("@() | Start-MhsmBackup -SasToken $backupSas").Output);
        Assert.Empty(Emulator.Requests.Of("POST", "/backup"));
    }

    [Theory]
    [InlineData("-HsmName 'no name'", MhsmErrorId.InvalidHsmName)]
    [InlineData("-ContainerUri http://example.com/hsm", MhsmErrorId.InvalidContainerUri)]
    [InlineData("-ContainerUri ($container + '?' + $backupSas)", MhsmErrorId.InvalidContainerUri)]
    [InlineData("-ContainerUri ($container + '/mhsm-contoso-hsm-2026112316180860')", MhsmErrorId.InvalidContainerUri)]
    [InlineData("-ApiVersion 6", MhsmErrorId.InvalidApiVersion)]
    [InlineData("-Cloud AzureChinaCloud -HsmName contoso-hsm.managedhsm.azure.net", MhsmErrorId.CloudMismatch)]
    public void Defaults_are_checked_before_anybody_is_asked(string arguments, string errorId)
    {
        RunForError("Connect-Mhsm -Credential $credential -TenantId $tenant " + arguments, errorId);
        Assert.Empty(SignIns);
        Assert.Empty(Run("Get-MhsmContext").Output);
    }

    [Theory]
    [InlineData("-Credential $credential -TenantId 'not a tenant'", MhsmErrorId.InvalidTenantId)]
    [InlineData("-ManagedIdentity -ClientId 'not a client'", MhsmErrorId.InvalidClientId)]
    [InlineData("-ManagedIdentity -ObjectId x", MhsmErrorId.InvalidManagedIdentityId)]
    [InlineData("-ManagedIdentity -ResourceId /subscriptions/x", MhsmErrorId.InvalidManagedIdentityId)]
    [InlineData("-CertificatePath ./no-such-file.pfx -ClientId $app -TenantId $tenant", MhsmErrorId.InvalidCertificate)]
    [InlineData("-CertificateThumbprint 0123456789ABCDEF0123456789ABCDEF01234567 -ClientId $app -TenantId $tenant", MhsmErrorId.InvalidCertificate)]
    [InlineData("-CertificateThumbprint xyz -ClientId $app -TenantId $tenant", MhsmErrorId.InvalidCertificate)]
    [InlineData("-FederatedTokenFile ./no-such-file -ClientId $app -TenantId $tenant", MhsmErrorId.FederatedTokenFileMissing)]
    [InlineData("-ServiceConnectionId x -ClientId $app -TenantId $tenant", MhsmErrorId.InvalidServiceConnectionId)]
    [InlineData("-ServiceConnectionId $connection -ClientId $app -TenantId $tenant", MhsmErrorId.PipelineVariableMissing)]
    [InlineData("-ServiceConnectionId $connection", MhsmErrorId.PipelineVariableMissing)]
    [InlineData("-GitHubActions -ClientId $app -TenantId $tenant", MhsmErrorId.PipelineVariableMissing)]
    [InlineData("-GitHubActions", MhsmErrorId.PipelineVariableMissing)]
    [InlineData("-AccessToken ''", MhsmErrorId.InvalidAccessToken)]
    [InlineData("-AccessToken $publicToken -Cloud AzureUSGovernment", MhsmErrorId.AccessTokenForOtherResource)]
    [InlineData("-Credential ([pscredential]::Empty) -TenantId $tenant", MhsmErrorId.InvalidClientId)]
    [InlineData("-Credential $emptyPassword -TenantId $tenant", MhsmErrorId.ClientSecretMissing)]
    public void Bad_input_is_refused_before_anybody_is_asked(string arguments, string errorId)
    {
        Session.Set("publicToken", Emulator.IssueToken(App));
        Session.Set("emptyPassword", CredentialOf(App, string.Empty));
        RunForError("Connect-Mhsm " + arguments, errorId);
        Assert.Empty(SignIns);
    }

    [Fact]
    public void A_context_is_one_runspace_s_alone()
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName $hsm");
        Assert.Equal("ClientSecret", Run("\"$((Get-MhsmContext).SignInMethod)\"").Output[0].BaseObject);
        PowerShellSession other = OpenSession();
        other.Invoke("$PSDefaultParameterValues.Remove('*-Mhsm*:AccessToken')");
        Assert.Empty(other.Invoke("Get-MhsmContext").Output);
        Assert.StartsWith(MhsmErrorId.NotSignedIn, Assert.Single(other.Invoke("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas").Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void Disconnect_forgets_who_was_signed_in_and_asks_anew_the_next_time()
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName $hsm");
        Run("Disconnect-Mhsm; Disconnect-Mhsm");
        Assert.Empty(Run("Get-MhsmContext").Output);
        RunForError("Start-MhsmBackup -ContainerUri $container -SasToken $backupSas", MhsmErrorId.HsmNameMissing);
        RunForError("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.NotSignedIn);
        Connect("-Credential $credential -TenantId $tenant");
        Assert.Equal(2, SignIns.Count);
    }

    [Fact]
    public void A_removed_module_forgets_who_was_signed_in()
    {
        Connect("-Credential $credential -TenantId $tenant");
        Run("$path = (Get-Module MhsmBackup).Path; Remove-Module MhsmBackup; Import-Module $path");
        Assert.Empty(Run("Get-MhsmContext").Output);
    }

    [Fact]
    public void A_token_given_with_a_command_goes_before_the_context()
    {
        Connect("-Credential $credential -TenantId $tenant");
        Session.Set("given", Emulator.IssueToken(User));
        Run("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -AccessToken $given -Wait");
        Assert.All(Emulator.Requests.All.Where(request => request.Hsm is not null), request => Assert.Equal(User.ObjectId, request.CallerObjectId));
    }

    [Theory]
    [InlineData("Start-MhsmBackup contoso-hsm.managedhsm.azure.cn -ContainerUri $container -UseManagedIdentity")]
    [InlineData("Start-MhsmBackup contoso-hsm -Cloud AzureUSGovernment -ContainerUri $container -UseManagedIdentity -WhatIf")]
    [InlineData("Start-MhsmBackup -Cloud AzureUSGovernment -ContainerUri $container -UseManagedIdentity -WhatIf")]
    [InlineData("Get-MhsmJob -Cloud AzureUSGovernment -JobId 4c9e342c12844c3f96f44e5c67cbd92d -Operation Backup")]
    public void An_HSM_of_another_cloud_than_the_sign_in_is_refused_before_any_call(string script)
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName contoso-hsm");
        RunForError(script, MhsmErrorId.CloudMismatch);
    }

    [Theory]
    [InlineData("Connect-Mhsm -AccessToken $null")]
    [InlineData("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -AccessToken $null")]
    public void A_token_that_a_script_has_lost_is_not_replaced_by_another_identity(string script)
    {
        Connect("-Credential $credential -TenantId $tenant");
        Assert.StartsWith("ParameterArgumentValidationError", Assert.Single(Session.Invoke(script).Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(Emulator.Requests.Of("POST", "/backup"));
    }

    [Fact]
    public void What_az_prints_is_taken_for_a_token_and_what_has_none_is_not_repeated()
    {
        Session.Set("printed", new Dictionary<string, object> { ["accessToken"] = Emulator.IssueToken(User), ["tokenType"] = "Bearer" });
        Assert.Equal(User.Name, Connect("-AccessToken ([pscustomobject]$printed)").Account);
        Assert.Equal(User.Name, Connect("-AccessToken $printed").Account);
        ErrorRecord error = Assert.Single(Session.Invoke("Connect-Mhsm -AccessToken ([pscustomobject]@{ other = $printed.accessToken })").Errors);
        Assert.DoesNotContain("eyJ", error.Exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("login.microsoftonline.us")]
    [InlineData("http://login.microsoftonline.us/")]
    public void An_authority_host_that_is_no_https_URL_is_refused_before_any_call(string value)
    {
        Variables.Set("AZURE_AUTHORITY_HOST", value);
        RunForError("Connect-Mhsm -Credential $credential -TenantId $tenant", MhsmErrorId.InvalidAuthorityHost);
        RunForError("Start-MhsmBackup contoso-hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.InvalidAuthorityHost);
    }

    [Theory]
    [InlineData("https://login.partner.microsoftonline.cn/", "AzureChinaCloud")]
    [InlineData("https://login.microsoftonline.us", "AzureUSGovernment")]
    [InlineData("https://login.windows.net/", "AzureCloud")]
    public void An_authority_host_is_known_by_each_of_its_names(string value, string cloud)
    {
        Variables.Set("AZURE_AUTHORITY_HOST", value);
        Assert.Equal(cloud, MhsmBackup.Service.ManagedHsmCloud.OfEnvironment().Name);
    }

    [Fact]
    public void Defaults_complete()
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName $hsm -ContainerUri $container");
        foreach (string parameter in new[] { "-HsmName", "-ContainerUri" })
        {
            CommandCompletion found = (CommandCompletion)Run($"$text = 'Start-MhsmBackup {parameter} '; [System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null)").Output[0].BaseObject;
            Assert.Equal(parameter == "-HsmName" ? Hsm.Uri.AbsoluteUri : Container.Uri.AbsoluteUri, found.CompletionMatches[0].CompletionText);
        }
    }

    [Fact]
    public void A_context_is_shown_whole_and_holds_no_secret()
    {
        Connect("-Credential $credential -TenantId $tenant -HsmName $hsm -ContainerUri $container");
        Run("Get-MhsmContext | Out-Default");
        string shown = string.Join('\n', Session.Host.Record.Lines);
        foreach (string part in new[] { App.ClientId, App.ObjectId, Tenant, "ClientSecret", Hsm.Uri.AbsoluteUri, Container.Uri.AbsoluteUri, "AzureCloud" })
            Assert.Contains(part, shown, StringComparison.Ordinal);
        string serialized = PSSerializer.Serialize(Run("Get-MhsmContext").Output[0], 5);
        Assert.DoesNotContain("eyJ", shown + serialized, StringComparison.Ordinal);
        Assert.DoesNotContain(App.Secret!, shown + serialized, StringComparison.Ordinal);
    }
}
