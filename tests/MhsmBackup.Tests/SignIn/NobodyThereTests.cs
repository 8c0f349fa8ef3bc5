using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.SignIn;

/// <summary>Every cmdlet in a host as a runbook has it: no console, and a question is an error because nobody answers.</summary>
public sealed class NobodyThereTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    private const string NoToken = "$PSDefaultParameterValues.Clear(); ";

    public static TheoryData<string, string> Works { get; } = new()
    {
        { "a backup", "Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Wait" },
        { "a backup and its wait", "Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob" },
        { "a restore", "$backup | Start-MhsmRestore -SasToken $restoreSas -Force -Wait" },
        { "a restore that is only thought of", "$backup | Start-MhsmRestore -SasToken $restoreSas -WhatIf" },
        { "a key's restore", "$backup | Restore-MhsmKey -HsmName $sibling -KeyName payroll -SasToken $restoreSas -Wait" },
        { "a job", "$backup | Get-MhsmJob" },
        { "a sign-in", NoToken + "Connect-Mhsm -Credential $credential -TenantId $tenant; Get-MhsmContext; Disconnect-Mhsm" },
    };

    public static TheoryData<string, string> Fails { get; } = new()
    {
        { "Start-MhsmBackup -ContainerUri $container -SasToken $backupSas", MhsmErrorId.HsmNameMissing },
        { "Start-MhsmBackup $hsm", MhsmErrorId.ContainerUriMissing },
        { "Start-MhsmBackup $hsm -ContainerUri $container", MhsmErrorId.StorageAccessMissing },
        { "Start-MhsmRestore $hsm -ContainerUri $container -SasToken $restoreSas -Force", MhsmErrorId.BackupFolderMissing },
        { "Start-MhsmRestore -Force", MhsmErrorId.HsmNameMissing },
        { "$backup | Start-MhsmRestore -HsmName $stranger -SasToken $restoreSas -Force -Wait", MhsmErrorId.PreCheckFailed },
        { "Connect-Mhsm -Credential $null", "ParameterArgumentValidationError" },
        { NoToken + "Connect-Mhsm", MhsmErrorId.NotSignedIn },
        { NoToken + "Connect-Mhsm -Credential $wrong -TenantId $tenant", MhsmErrorId.InvalidClientCredential },
        { NoToken + "Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas", MhsmErrorId.NotSignedIn },
    };

    [Theory]
    [MemberData(nameof(Works))]
    public void What_works_asks_nothing_and_draws_nothing(string what, string script)
    {
        PowerShellSession session = Open();
        SessionResult result = session.Invoke(script);
        Assert.True(result.Errors.Count == 0, what + ": " + string.Join('\n', result.Errors));
        AssertQuiet(session, result);
    }

    [Theory]
    [MemberData(nameof(Fails))]
    public void What_fails_is_an_error_that_stops_a_script_and_no_question(string script, string errorId)
    {
        PowerShellSession session = Open();
        SessionResult result = session.Invoke("$ErrorActionPreference = 'Stop'\n" + script + "\n'went on'");
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.DoesNotContain(result.Output, item => item.BaseObject is "went on");
        AssertQuiet(session, result);
    }

    private static void AssertQuiet(PowerShellSession session, SessionResult result)
    {
        Assert.Empty(session.Host.Record.Prompts);
        Assert.Empty(session.Host.Record.Progress);
        Assert.Empty(result.Progress);
    }

    private PowerShellSession Open()
    {
        Hsm.Keys.Create("payroll");
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        session.Set("tenant", Tenant);
        session.Set("credential", CredentialOf(App));
        session.Set("wrong", CredentialOf(App, "not the secret"));
        session.Set("backup", Assert.Single(session.Invoke("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob").Output));
        return session;
    }
}
