using System.Management.Automation;
using Azure.Storage.Blobs.Specialized;
using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>Remove-MhsmBackup in the real engine, on real storage.</summary>
public sealed class RemoveMhsmBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Newest = "mhsm-contoso-hsm-2026112010000000";
    private const string Older = "mhsm-contoso-hsm-2026111910000000";
    private const string Oldest = "mhsm-contoso-hsm-2026101910000000";
    private const string OfOther = "mhsm-fabrikam-hsm-2026100110000000";

    [Fact]
    public async Task WhatIf_gives_the_plan_as_objects_and_removes_nothing()
    {
        await PrepareAsync();
        MhsmRemovalPlan[] plan = [.. Run("Remove-MhsmBackup $container -SasToken $sas -KeepLast 1 -WhatIf").Output.Select(item => Assert.IsType<MhsmRemovalPlan>(item.BaseObject))];
        Assert.Equal([Newest, Older, Oldest, OfOther], plan.Select(item => item.BackupFolder));
        Assert.Equal([MhsmRemovalAction.Keep, MhsmRemovalAction.Remove, MhsmRemovalAction.Remove, MhsmRemovalAction.Keep], plan.Select(item => item.Action));
        Assert.All(plan, item => Assert.Equal(3, item.Size));
        Assert.Equal(8, (await Container.BlobNamesAsync()).Count);
    }

    [Fact]
    public async Task A_policy_removes_what_its_plan_says_of_the_HSMs_that_are_named()
    {
        await PrepareAsync();
        SessionResult result = Run("Remove-MhsmBackup $container -SasToken $sas -HsmName CONTOSO* -KeepMonthly 2 -PassThru -Confirm:$false");
        Assert.Equal([Newest, Oldest], result.Output.Select(item => item.BaseObject).OfType<MhsmRemovalPlan>().Select(item => item.BackupFolder));
        MhsmRemoval removal = Assert.Single(result.Output.Select(item => item.BaseObject).OfType<MhsmRemoval>());
        Assert.Equal((Older, true, 2, 3L), (removal.BackupFolder, removal.Removed, removal.BlobsRemoved, removal.BytesRemoved));
        Assert.Equal([Oldest, Newest, OfOther], await FoldersAsync());
    }

    [Theory]
    [InlineData("Get-MhsmBackup $container -SasToken $sas -HsmName contoso-hsm | Remove-MhsmBackup -SasToken $sas -Confirm:$false")]
    [InlineData("$all = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize(@(Get-MhsmBackup $container -SasToken $sas -HsmName contoso-hsm))); $all | Remove-MhsmBackup -SasToken $sas -Confirm:$false")]
    public async Task By_pipe_all_go_but_the_newest_complete_one(string script)
    {
        await PrepareAsync();
        (ErrorRecord error, SessionResult result) = RunForError(script, MhsmErrorId.NewestBackupProtected);
        Assert.Equal(ErrorCategory.PermissionDenied, error.CategoryInfo.Category);
        Assert.EndsWith(Newest, error.TargetObject.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, result.Output.Count);
        Assert.Equal([Newest, OfOther], await FoldersAsync());
    }

    [Fact]
    public async Task Force_removes_the_newest_one_that_it_names()
    {
        await PrepareAsync();
        RunForError($"Remove-MhsmBackup $container/{OfOther} -SasToken $sas -Confirm:$false", MhsmErrorId.NewestBackupProtected);
        Run($"Remove-MhsmBackup $container/{OfOther} -SasToken $sas -Force -Confirm:$false");
        Assert.DoesNotContain(OfOther, await FoldersAsync());
    }

    [Fact]
    public async Task A_plan_can_be_piped_in()
    {
        await PrepareAsync();
        Run("Remove-MhsmBackup $container -SasToken $sas -OlderThan 3 -WhatIf | Where-Object Action -eq Remove | Remove-MhsmBackup -SasToken $sas -Confirm:$false");
        Assert.Equal([Newest, OfOther], await FoldersAsync());
    }

    [Theory]
    [InlineData("$plan")]
    [InlineData("$plan | ForEach-Object { [pscustomobject] @{ ContainerUri = $_.ContainerUri.AbsoluteUri; BackupFolder = $_.BackupFolder; Action = [long] $_.Action } }")] // as from JSON
    [InlineData("$plan | ForEach-Object { [pscustomobject] @{ ContainerUri = $_.ContainerUri.AbsoluteUri; BackupFolder = $_.BackupFolder; Action = [string] $_.Action } }")] // as from CSV
    [InlineData("[System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($plan))")]
    public async Task A_whole_plan_can_be_piped_in_and_what_it_keeps_stays(string script)
    {
        await PrepareAsync();
        // Oldest is kept, which nothing but the plan says.
        SessionResult result = Run($"$plan = @(Remove-MhsmBackup $container -SasToken $sas -KeepMonthly 2 -WhatIf); {script} | Remove-MhsmBackup -SasToken $sas -Confirm:$false -Verbose");
        Assert.Equal(Older, Assert.IsType<MhsmRemoval>(Assert.Single(result.Output).BaseObject).BackupFolder);
        Assert.Equal([Oldest, Newest, OfOther], await FoldersAsync());
        Assert.Contains(result.Verbose, text => text.Contains(Oldest, StringComparison.Ordinal) && text.Contains("Keep", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'Maybe'")]
    [InlineData("7")]
    [InlineData("''")]
    [InlineData("$null")]
    public async Task A_plan_that_says_neither_keep_nor_remove_removes_nothing(string action)
    {
        await PrepareAsync();
        RunForError($"[pscustomobject] @{{ ContainerUri = $container; BackupFolder = '{Oldest}'; Action = {action} }} | Remove-MhsmBackup -SasToken $sas -Confirm:$false", MhsmErrorId.InvalidBackup);
        Assert.Equal(4, (await FoldersAsync()).Count);
    }

    [Fact]
    public async Task Plans_and_backups_may_come_in_one_pipeline()
    {
        await PrepareAsync();
        Run($"$backup = Get-MhsmBackup $container -SasToken $sas | Where-Object BackupFolder -eq '{Older}'; $plan = Remove-MhsmBackup $container -SasToken $sas -KeepMonthly 2 -WhatIf | Where-Object BackupFolder -eq '{Oldest}'; @($plan, $backup) | Remove-MhsmBackup -SasToken $sas -Confirm:$false");
        Assert.Equal([Oldest, Newest, OfOther], await FoldersAsync());
    }

    [Fact]
    public async Task A_folder_that_a_container_has_as_well_is_planned_once()
    {
        await PrepareAsync();
        foreach (string folder in new[] { "eu/" + Older, "eu/x/" + Oldest, "eux/" + Oldest })
            await Container.Client.UploadBlobAsync($"{folder}/part-1.bin", BinaryData.FromString("1"), Cancel);
        SessionResult result = Run("Remove-MhsmBackup \"$container/eu/x\", $container, \"$container/eu\" -SasToken $sas -KeepLast 1 -Recurse -WhatIf");
        Assert.Equal(7, result.Output.Count);
        Assert.Equal(3, Run("Remove-MhsmBackup \"$container/eu\", \"$container/eux\" -SasToken $sas -KeepLast 1 -Recurse -WhatIf").Output.Count);
    }

    [Fact]
    public async Task An_error_that_ends_the_pipeline_comes_when_all_removals_have_ended()
    {
        string[] folders = [.. Enumerable.Range(10, 12).Select(day => $"mhsm-contoso-hsm-202609{day}10000000")];
        await PrepareAsync(folders);
        foreach (string folder in folders.Take(2))
            await Container.Client.GetBlobClient(folder + "/part-1.bin").GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancel);
        Session.Set("folders", folders);
        SessionResult result = Session.Invoke("$ErrorActionPreference = 'Stop'; try { $folders | ForEach-Object { [pscustomobject] @{ BackupFolder = $_; ContainerUri = $container } } | Remove-MhsmBackup -SasToken $sas -Confirm:$false } catch { $_.FullyQualifiedErrorId }");

        Assert.Equal(folders.Skip(2), result.Output.Select(item => item.BaseObject).OfType<MhsmRemoval>().Where(removal => removal.Removed).Select(removal => removal.BackupFolder).Order(StringComparer.Ordinal));
        Assert.StartsWith(MhsmErrorId.BackupProtected, result.Output[^1].ToString(), StringComparison.Ordinal);
        Assert.Equal([.. folders.Take(2), Oldest, Older, Newest, OfOther], await FoldersAsync());
        // The one that ends the pipeline leaves the other no place.
        Assert.Contains(MhsmErrorId.BackupProtected, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_could_not_be_deleted_is_an_error_and_a_result()
    {
        await PrepareAsync();
        await Container.Client.GetBlobClient(Older + "/manifest.json").GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(-1), cancellationToken: Cancel);
        (ErrorRecord error, SessionResult result) = RunForError("Remove-MhsmBackup $container -SasToken $sas -KeepLast 1 -Confirm:$false", MhsmErrorId.RemovalIncomplete);
        Assert.Contains("LeaseIdMissing", error.ToString(), StringComparison.Ordinal);
        MhsmRemoval[] results = [.. result.Output.Select(item => (MhsmRemoval)item.BaseObject)];
        Assert.Equal(2, results.Length);
        Assert.Single(results, item => !item.Removed && item.BackupFolder == Older && item.Failures.Count == 1);
    }

    [Theory]
    [InlineData("Remove-MhsmBackup $container -SasToken $restoreSas -KeepLast 1", MhsmErrorId.SasTokenLacksPermission)]
    [InlineData("Remove-MhsmBackup $container -SasToken $backupSas -KeepLast 1", MhsmErrorId.SasTokenLacksPermission)]
    [InlineData("Remove-MhsmBackup $container -SasToken $sas", MhsmErrorId.BackupFolderMissing)]
    [InlineData("Remove-MhsmBackup $container/photos -SasToken $sas", MhsmErrorId.InvalidBackupFolder)]
    [InlineData("Remove-MhsmBackup $container -SasToken $sas -BackupFolder mhsm-none-2026100110000000", MhsmErrorId.BackupNotFound)]
    public async Task Bad_input_is_refused(string script, string errorId)
    {
        await PrepareAsync();
        RunForError(script, errorId);
        Assert.Equal(4, (await FoldersAsync()).Count);
    }

    [Theory]
    [InlineData("-HsmName contoso-hsm")]
    [InlineData("-KeepDaily 0")]
    [InlineData("-KeepDaily 1 -OlderThan 0")]
    public async Task A_policy_that_says_nothing_ends_the_command(string policy)
    {
        await PrepareAsync();
        SessionResult result = Session.Invoke($"try {{ Remove-MhsmBackup $container -SasToken $sas {policy} -Confirm:$false }} catch {{ $_.FullyQualifiedErrorId }}");
        Assert.StartsWith(MhsmErrorId.InvalidRetention, Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
        Assert.Equal(4, (await FoldersAsync()).Count);
    }

    [Theory]
    [InlineData("Remove-MhsmBackup $container -StorageAccountName contosobackup -BlobContainerName hsm -KeepLast 1", MhsmErrorId.ContainerConflict)]
    [InlineData("Remove-MhsmBackup -StorageAccountName contosobackup -KeepLast 1 -SasToken $sas", MhsmErrorId.InvalidContainerName)]
    [InlineData("[pscustomobject] @{ ContainerUri = $container } | Remove-MhsmBackup -KeepLast 1", "InputObjectNotBound")]
    public async Task A_policy_takes_containers_one_way(string script, string errorId)
    {
        await PrepareAsync();
        SessionResult result = Session.Invoke($"$ErrorActionPreference = 'Stop'; try {{ {script} -Confirm:$false }} catch {{ $_.FullyQualifiedErrorId }}");
        Assert.StartsWith(errorId, Assert.Single(result.Output).ToString(), StringComparison.Ordinal);
        Assert.Equal(4, (await FoldersAsync()).Count);
    }

    private async Task PrepareAsync(params string[] more)
    {
        foreach (string folder in new[] { Oldest, Older, Newest, OfOther }.Concat(more))
        {
            await Container.Client.UploadBlobAsync($"{folder}/part-1.bin", BinaryData.FromString("1"), Cancel);
            await Container.Client.UploadBlobAsync($"{folder}/manifest.json", BinaryData.FromString("{}"), Cancel);
        }

        Session.Set("sas", Container.Sas("rwdl"));
    }

    private async Task<IReadOnlyList<string>> FoldersAsync() => [.. (await Container.BlobNamesAsync()).Select(name => name.Split('/')[0]).Distinct().Order(StringComparer.Ordinal)];
}
