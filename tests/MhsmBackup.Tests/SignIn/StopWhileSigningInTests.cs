using System.Collections;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.SignIn;

/// <summary>A command that is stopped while it waits for a token starts nothing, then or later.</summary>
public sealed class StopWhileSigningInTests(AzuriteFixture azurite) : SignInCmdletTest(azurite)
{
    private const string Restore = "Start-MhsmRestore -ContainerUri $container -BackupFolder mhsm-contoso-hsm-2026112316180860 -SasToken $restoreSas -Force -SkipBackupCheck";

    [Theory]
    [InlineData("")] // the service's own check is the first that needs the token
    [InlineData(" -SkipPreCheck")]
    public async Task A_restore_is_not_sent_when_its_token_comes_after_the_stop(string how)
    {
        Variables.Set("AZURE_CLIENT_ID", App.ClientId).Set("AZURE_TENANT_ID", Tenant).Set("AZURE_CLIENT_SECRET", App.Secret);
        Emulator.Faults.Add("delay=3,hsm=login");
        Task<SessionResult> running = Session.InvokeAsync("$hsm | " + Restore + how);
        while (Emulator.Faults.Waiting.Count > 0) await Task.Delay(20, Cancel); // the login endpoint has the request, and keeps it
        Session.Stop();
        Assert.True((await running).WasStopped);
        Run("Start-MhsmBackup $sibling -ContainerUri $container -SasToken $backupSas -Wait");
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
        Assert.Empty(Emulator.Requests.Of("PUT", "/prerestore"));
        Assert.DoesNotContain(Session.Host.Record.Warnings, text => text.Contains("had been sent", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" -SkipPreCheck")]
    public async Task Restores_that_wait_for_Az_PowerShell_are_not_sent_by_a_later_command(string how)
    {
        var state = new Hashtable { ["go"] = false, ["isWaiting"] = false };
        Session.Set("state", state);
        StandInForAzAccounts(User, before: "$global:state.isWaiting = $true; while (-not $global:state.go) { }");
        Task<SessionResult> running = Session.InvokeAsync("$hsm, $sibling | " + Restore + how);
        while (!(bool)state["isWaiting"]!) await Task.Delay(20, Cancel);
        Session.Stop();
        Assert.True((await running).WasStopped);
        state["go"] = true;
        Run("Start-MhsmBackup $stranger -ContainerUri $container -SasToken $backupSas -Wait");
        Assert.Empty(Emulator.Requests.Of("PUT", "/restore"));
        Assert.Empty(Emulator.Requests.Of("PUT", "/prerestore"));
    }
}
