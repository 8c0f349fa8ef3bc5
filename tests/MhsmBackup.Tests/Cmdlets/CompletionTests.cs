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

    [Fact]
    public void Keys_of_the_hsm_are_offered_to_whom_Connect_Mhsm_has_signed_in_and_are_asked_for_once()
    {
        Hsm.Keys.Create("listed-live");
        Hsm.Keys.Create("listed-deleted");
        Hsm.Keys.Delete("listed-deleted");
        int before = Emulator.Requests.All.Count;
        Assert.Empty(Complete($"Restore-MhsmKey {Hsm.Uri} -KeyName listed"));
        Assert.Equal(before, Emulator.Requests.All.Count);

        Run("$null = Connect-Mhsm -AccessToken $token");
        Assert.Equal(["listed-deleted", "listed-live"], Complete($"Restore-MhsmKey {Hsm.Uri} -KeyName listed"));
        before = Emulator.Requests.All.Count;
        Assert.Equal(["listed-live"], Complete($"Restore-MhsmKey {Hsm.Uri} -KeyName listed-l"));
        Assert.Equal(before, Emulator.Requests.All.Count);

        Run("Disconnect-Mhsm");
        Assert.Empty(Complete($"Restore-MhsmKey {Hsm.Uri} -KeyName listed"));
    }

    [Theory]
    [InlineData("status=403,path=/keys,count=*")]
    [InlineData("drop,path=/keys,count=*")]
    [InlineData("delay=4,path=/keys,count=*")]
    public void An_hsm_that_does_not_tell_its_keys_is_no_error_and_holds_nobody_up(string fault)
    {
        Hsm.Keys.Create("untold");
        Emulator.Faults.Add(fault);
        Run("$null = Connect-Mhsm -AccessToken $token");
        Assert.Empty(Complete($"Restore-MhsmKey {Hsm.Uri} -KeyName untold"));
        Assert.Empty(Complete("Restore-MhsmKey no_such/hsm -KeyName untold"));
        Emulator.Faults.Clear();
    }

    [Fact]
    public void Backups_that_were_listed_and_containers_that_were_used_are_offered()
    {
        MhsmJob backup = BackUp();
        string folder = $"mhsm-elsewhere-hsm-{DateTime.UtcNow.AddDays(-1):yyyyMMddHHmmss}00";
        Container.Client.GetBlobClient($"{folder}/data").Upload(BinaryData.FromString("x"), Cancel);
        Run("$null = Get-MhsmBackup -ContainerUri $container -SasToken $restoreSas");
        int before = Emulator.Requests.All.Count;
        Assert.Equal([folder], Complete($"Start-MhsmRestore contoso-hsm -ContainerUri {Container.Uri} -BackupFolder mhsm-elsewhere"));
        Assert.Empty(Complete("Start-MhsmRestore contoso-hsm -ContainerUri https://other.blob.core.windows.net/hsm -BackupFolder mhsm-elsewhere"));
        Assert.Contains(backup.BackupFolder, Complete($"Remove-MhsmBackup {Container.Uri} -BackupFolder {backup.BackupFolder![..^3]}"));
        Assert.Equal(["elsewhere-hsm"], Complete("Get-MhsmBackup -HsmName elsewh"));
        Assert.Equal([Container.Uri.AbsoluteUri], Complete($"Get-MhsmBackup -ContainerUri {Container.Uri.AbsoluteUri[..^2]}"));
        Assert.Equal(before, Emulator.Requests.All.Count);
    }

    private string[] Complete(string text) =>
        [.. Run($"[System.Management.Automation.CommandCompletion]::CompleteInput('{text}', {text.Length}, $null).CompletionMatches").Output.Select(match => ((CompletionResult)match.BaseObject).CompletionText)];
}
