using MhsmBackup.Emulator.Faults;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>No SAS, no access token and no account key is in any stream, object, error or event.</summary>
public sealed class SecretsTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_whole_scenario_with_failures_shows_no_secret()
    {
        string[] secrets = [];
        using var events = new AzureEvents();
        Hsm.Keys.Create("a");
        string failing = Azurite.Server.CreateSas("no-such-container", "crdw");
        Session.Set("failing", failing);

        // The service repeats the token in its words: even then it must not be shown.
        string echoed = "cannot use https://x/y?" + failing;
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = echoed });
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/restore", StatusCode = 400, Details = echoed });

        SessionResult result = Session.Invoke(
            """
            $VerbosePreference = 'Continue'; $DebugPreference = 'Continue'
            Start-MhsmBackup $hsm -ContainerUri $container -SasToken $failing -Wait
            Start-MhsmRestore $hsm -ContainerUri "$container/mhsm-contoso-hsm-2026112316180860?$restoreSas" -Force -Wait
            $good = Start-MhsmBackup $hsm -ContainerUri "${container}?$backupSas" -Verbose -Debug | Wait-MhsmJob -Verbose -Debug
            $good
            Restore-MhsmKey $hsm a -ContainerUri $good.BackupUri -SasToken $restoreSas
            Start-MhsmBackup $hsm -ContainerUri $container -SasToken "$failing&sp=x"
            Start-MhsmBackup https://127.0.0.1:1 -ContainerUri $container -SasToken $backupSas
            Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -WhatIf
            Start-MhsmRestore $hsm -ContainerUri $container -BackupFolder $restoreSas -SasToken $restoreSas -Force
            Get-MhsmJob -ErrorAction SilentlyContinue
            """);
        Assert.True(result.Errors.Count >= 5, string.Join('\n', result.Errors));

        secrets = [Signature(failing), Signature(VariableText("restoreSas")), Signature(VariableText("backupSas")), Token, Azurite.Server.AccountKey];
        Assert.All(secrets, secret => Assert.True(secret.Length > 20));
        ShownTexts.AssertWithout(secrets, [.. ShownTexts.Of(Session, result), .. events.Texts]);
    }

    private string VariableText(string name) => (string)Session.Invoke("$" + name).Output[0].BaseObject;

    private static string Signature(string sas) => sas.Split('&').Single(part => part.StartsWith("sig=", StringComparison.Ordinal))[4..];
}
