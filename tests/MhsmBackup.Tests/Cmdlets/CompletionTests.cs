using System.Management.Automation;
using MhsmBackup.Jobs;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>What TAB offers: the session's own jobs, without a question to the service.</summary>
public sealed class CompletionTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void Jobs_of_the_session_are_offered_by_hsm_and_operation()
    {
        MhsmJob backup = BackUp();
        Session.Set("backup", backup);
        MhsmJob restore = RunForJob("$backup | Start-MhsmRestore -SasToken $restoreSas -Force -Wait");
        int requests = Emulator.Requests.All.Count;
        string[] ours = [backup.JobId, restore.JobId]; // the tests' process has the jobs of other tests as well

        Assert.Contains(Hsm.Uri.AbsoluteUri, Complete("Get-MhsmJob -HsmName "));
        Assert.Equal([backup.JobId], Complete($"Get-MhsmJob -HsmName {Hsm.Uri} -Operation Backup -JobId ").Intersect(ours));
        Assert.Equal([restore.JobId], Complete($"Wait-MhsmJob -HsmName {Hsm.Uri} -Operation Restore -JobId ").Intersect(ours));
        Assert.Equal([restore.JobId, backup.JobId], Complete($"Get-MhsmJob -HsmName {Hsm.Uri} -JobId ").Intersect(ours)); // newest first
        Assert.Equal([backup.JobId], Complete($"Get-MhsmJob -JobId {backup.JobId[..12]}"));
        Assert.Empty(Complete("Get-MhsmJob -HsmName no-such-hsm -JobId "));
        Assert.Equal(requests, Emulator.Requests.All.Count);
    }

    [Fact]
    public void Containers_folders_and_keys_of_the_session_are_offered()
    {
        Hsm.Keys.Create("completed-key");
        MhsmJob backup = BackUp();
        Session.Set("backup", backup);
        Hsm.Lose();
        RunForJob("$backup | Restore-MhsmKey -KeyName completed-key -SasToken $restoreSas -Wait");

        Assert.Equal([Container.Uri.AbsoluteUri], Complete($"Start-MhsmBackup contoso-hsm -ContainerUri {Container.Uri.AbsoluteUri[..^4]}"));
        Assert.Contains(backup.BackupFolder, Complete($"Start-MhsmRestore contoso-hsm -BackupFolder {backup.BackupFolder![..^3]}"));
        Assert.DoesNotContain(backup.BackupFolder, Complete("Start-MhsmRestore contoso-hsm -BackupFolder mhsm-other"));
        Assert.Equal(["completed-key"], Complete("Restore-MhsmKey contoso-hsm -KeyName completed"));
    }

    private string[] Complete(string text) =>
        [.. Run($"[System.Management.Automation.CommandCompletion]::CompleteInput('{text}', {text.Length}, $null).CompletionMatches").Output.Select(match => ((CompletionResult)match.BaseObject).CompletionText)];
}
