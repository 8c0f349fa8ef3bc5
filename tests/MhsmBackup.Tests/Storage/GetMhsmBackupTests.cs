using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

public sealed class GetMhsmBackupTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private TestContainerAddress Folders => new(Container);

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        Session.Set("listSas", Container.Sas("rl"));
        Session.Set("key", Azurite.Server.AccountKey);
    }

    [Fact]
    public void A_backup_of_the_service_comes_out_complete_and_restores_by_pipe()
    {
        Hsm.Keys.Create("payroll");
        MhsmJob job = BackUp();
        Hsm.Lose();

        MhsmStoredBackup backup = Assert.IsType<MhsmStoredBackup>(Assert.Single(Run("Get-MhsmBackup $container -SasToken $listSas -Detailed -OutVariable backup").Output).BaseObject);
        Assert.Equal((Hsm.Name, MhsmBackupState.Complete, job.BackupFolder, job.BackupUri), (backup.HsmName, backup.State, backup.BackupFolder, backup.BackupUri));
        Assert.True(backup.Size > 0 && backup.BlobCount > 1 && backup.LastModified > DateTime.UtcNow.AddMinutes(-5));
        Assert.Equal(DateTimeKind.Utc, backup.Time.Kind);

        MhsmJob restore = RunForJob("$backup | Start-MhsmRestore -HsmName $hsm -SasToken $restoreSas -Force | Wait-MhsmJob");
        Assert.Equal(MhsmJobStatus.Succeeded, restore.Status);
        Assert.Single(Hsm.Keys.Versions("payroll"));
    }

    [Fact]
    public void A_backup_goes_into_the_restore_of_a_key_also_after_a_file()
    {
        Hsm.Keys.Create("payroll");
        BackUp();
        Hsm.Lose();
        Session.Invoke("$text = [System.Management.Automation.PSSerializer]::Serialize((Get-MhsmBackup $container -SasToken $listSas))");
        RunForJob("[System.Management.Automation.PSSerializer]::Deserialize($text) | Restore-MhsmKey -HsmName $hsm -KeyName payroll -SasToken $restoreSas -Wait");
        Assert.Single(Hsm.Keys.Versions("payroll"));
    }

    [Fact]
    public async Task The_newest_comes_first_whatever_the_container()
    {
        var other = new TestContainerAddress(await Azurite.NewContainerAsync());
        Session.Set("other", other.Test.Uri.AbsoluteUri + "?" + other.Test.Sas("rl"));
        Session.Set("mine", Container.Uri.AbsoluteUri + "?" + Container.Sas("rl"));
        await Folders.AddAsync(TestContainerAddress.FolderOf("b", Noon));
        await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon.AddDays(2)));
        await other.AddAsync(TestContainerAddress.FolderOf("a", Noon.AddDays(1)));

        DateTime[] expected = [Noon.AddDays(2), Noon.AddDays(1), Noon];
        Assert.Equal(expected, Times("Get-MhsmBackup $mine, $other"));
        Assert.Equal(expected, Times("$mine, $other | Get-MhsmBackup"));
        Assert.Equal(expected, Times("$mine, $other | Get-MhsmBackup -SkipCheck"));
    }

    [Theory]
    [InlineData("-HsmName contoso-hsm", 3)]
    [InlineData("-HsmName contoso*", 4)]
    [InlineData("-HsmName fabrikam*, contoso-hsm", 4)]
    [InlineData("-HsmName https://contoso-hsm.managedhsm.azure.net", 3)]
    [InlineData("-HsmName northwind", 0)]
    [InlineData("-After '2026-11-21T12:00:00Z'", 4)]
    [InlineData("-After '2026-11-21T12:00:00.01Z' -Before '2026-11-22T12:00:00Z'", 1)]
    [InlineData("-Latest", 3)]
    [InlineData("-Latest -HsmName contoso-hsm", 1)]
    [InlineData("-Latest -SkipCheck", 3)]
    public async Task A_filter_leaves_what_it_says(string filter, int count)
    {
        for (int day = 0; day < 3; day++) await Folders.AddAsync(TestContainerAddress.FolderOf("contoso-hsm", Noon.AddDays(day)), 1);
        await Folders.AddAsync(TestContainerAddress.FolderOf("contoso-hsm-2", Noon.AddDays(1)), 1);
        await Folders.AddAsync(TestContainerAddress.FolderOf("fabrikam", Noon.AddDays(1)), 1);
        Assert.Equal(count, Times($"Get-MhsmBackup $container -SasToken $listSas {filter}").Length);
    }

    [Fact]
    public async Task A_time_without_a_zone_is_local()
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon), 1);
        Session.Set("time", DateTime.SpecifyKind(Noon.ToLocalTime(), DateTimeKind.Unspecified));
        Assert.Single(Times("Get-MhsmBackup $container -SasToken $listSas -After $time -Before $time"));
    }

    [Fact]
    public async Task The_latest_is_the_newest_complete_one_and_the_newer_one_is_told()
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon), 1);
        string broken = TestContainerAddress.FolderOf("a", Noon.AddDays(1));
        await Folders.AddUncommittedAsync(broken + "/data");

        SessionResult result = Run("Get-MhsmBackup $container -SasToken $listSas -Latest");
        Assert.Equal(Noon, ((MhsmStoredBackup)Assert.Single(result.Output).BaseObject).Time);
        Assert.Contains(broken, Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.Equal(["Partial", "Complete"], Run("Get-MhsmBackup $container -SasToken $listSas").Output.Select(backup => backup.Properties["State"].Value.ToString()));
    }

    [Fact]
    public async Task The_newest_hundred_are_checked_and_all_when_asked()
    {
        for (int i = 0; i < 103; i++) await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon.AddHours(i)), 1);
        Assert.Equal([100, 3], Run("$b = Get-MhsmBackup $container -SasToken $listSas; $b[0..99].Where({ $_.IsComplete }).Count; $b.Where({ $null -eq $_.IsComplete }).Count").Output.Select(count => (int)count.BaseObject));
        Assert.Equal(103, Run("(Get-MhsmBackup $container -SasToken $listSas -Detailed).Where({ $_.IsComplete }).Count").Output[0].BaseObject);
        Assert.Equal(0, Run("(Get-MhsmBackup $container -SasToken $listSas -SkipCheck).Where({ $null -ne $_.IsComplete }).Count").Output[0].BaseObject);
    }

    [Fact]
    public async Task The_newest_of_each_hsm_is_checked_beside_them()
    {
        for (int i = 0; i < 101; i++) await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon.AddHours(i)), 1);
        for (int i = 1; i < 3; i++) await Folders.AddAsync(TestContainerAddress.FolderOf("b", Noon.AddDays(-i)), 1);
        Assert.Equal(
            ["b Complete", "b Unchecked"],
            Run("Get-MhsmBackup $container -SasToken $listSas | Where-Object HsmName -EQ b | ForEach-Object { \"$($_.HsmName) $($_.State)\" }").Output.Select(text => text.ToString()));
    }

    [Fact]
    public async Task The_latest_is_read_to_its_end_where_a_page_of_blobs_does_not_tell()
    {
        // 5,001 blobs are more than a page.
        string folder = TestContainerAddress.FolderOf("a", Noon);
        await Parallel.ForEachAsync(Enumerable.Range(0, 5001), Cancel, async (i, cancel) => await Container.Client.UploadBlobAsync($"{folder}/{i:D4}", BinaryData.FromString("x"), cancel));
        Assert.Equal("Unchecked", Run("(Get-MhsmBackup $container -SasToken $listSas).State").Output[0].ToString());
        var latest = (MhsmStoredBackup)Assert.Single(Run("Get-MhsmBackup $container -SasToken $listSas -Latest").Output).BaseObject;
        Assert.Equal((MhsmBackupState.Complete, 5001), (latest.State, latest.BlobCount));
    }

    [Fact]
    public async Task A_backup_that_cannot_be_looked_at_is_an_error_and_not_the_latest()
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon), 1);
        string newer = await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon.AddDays(1)), 1);
        using var storage = new BrokenListing(Azurite.Server.BlobEndpoint, newer);
        Session.Set("broken", new UriBuilder(Container.Uri) { Port = storage.Port }.Uri.AbsoluteUri);
        (ErrorRecord error, SessionResult result) = RunForError("Get-MhsmBackup $broken -SasToken $listSas -Latest", MhsmErrorId.StorageRequestRefused);
        Assert.EndsWith(newer, error.TargetObject.ToString(), StringComparison.Ordinal);
        Assert.Equal((Noon, MhsmBackupState.Complete), (((MhsmStoredBackup)Assert.Single(result.Output).BaseObject).Time, ((MhsmStoredBackup)result.Output[0].BaseObject).State));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-SkipCheck")]
    public async Task A_backup_of_the_future_is_not_the_latest(string more)
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon), 1);
        string future = await Folders.AddAsync("mhsm-a-20620101000000", 1);
        SessionResult result = Run($"Get-MhsmBackup $container -SasToken $listSas -Latest {more}");
        Assert.Equal(Noon, ((MhsmStoredBackup)Assert.Single(result.Output).BaseObject).Time);
        Assert.Contains(future, Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_does_not_count_in_a_name()
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("Fabrikam-HSM", Noon), 1);
        Assert.Single(Times("Get-MhsmBackup $container -SasToken $listSas -HsmName fabrikam-hsm"));
    }

    [Fact]
    public void The_accounts_key_opens_a_container()
    {
        BackUp();
        Assert.Single(Times("Get-MhsmBackup $container -StorageAccountKey $key"));
    }

    [Fact]
    public async Task One_container_that_fails_does_not_take_the_others_with_it()
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("a", Noon), 1);
        Session.Set("missing", Azurite.Server.ContainerUri("not-there").AbsoluteUri + "?" + Azurite.Server.CreateSas("not-there", "rl"));
        Session.Set("mine", Container.Uri.AbsoluteUri + "?" + Container.Sas("rl"));
        (ErrorRecord error, SessionResult result) = RunForError("Get-MhsmBackup $missing, $mine", MhsmErrorId.ContainerNotFound);
        Assert.Single(result.Output);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.EndsWith("/not-there", error.TargetObject.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-SasToken $listSas -StorageAccountKey $key", MhsmErrorId.StorageAccessConflict)]
    [InlineData("-StorageAccountKey nokey", MhsmErrorId.InvalidStorageAccountKey)]
    [InlineData("-SasToken nonsense", MhsmErrorId.InvalidSasToken)]
    [InlineData("-SasToken $listSas -After 2026-11-22 -Before 2026-11-21", MhsmErrorId.InvalidTimeRange)]
    [InlineData("-SasToken $listSas -Detailed -SkipCheck", MhsmErrorId.SwitchConflict)]
    [InlineData("-SasToken $listSas -HsmName ftp://contoso-hsm", MhsmErrorId.InvalidHsmUri)]
    [InlineData("-SasToken $listSas -HsmName '[z-a]*'", MhsmErrorId.InvalidHsmName)]
    public void Bad_input_is_refused(string arguments, string errorId) => RunForError($"Get-MhsmBackup $container {arguments}", errorId);

    [Fact]
    public void A_token_for_managed_hsm_does_not_open_storage()
    {
        Session.Invoke("$null = Connect-Mhsm -AccessToken $token");
        (ErrorRecord error, _) = RunForError("Get-MhsmBackup $container", MhsmErrorId.StorageSignInMissing);
        Assert.Contains("-SasToken", error.Exception.Message, StringComparison.Ordinal);
        Session.Invoke("Disconnect-Mhsm");
    }

    [Fact]
    public void An_identity_s_token_is_not_sent_over_plain_http()
    {
        (ErrorRecord error, _) = RunForError("Get-MhsmBackup $container", MhsmErrorId.StorageSignInMissing);
        Assert.Contains("https", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_table_tells_age_state_and_size_in_120_columns()
    {
        await Folders.AddAsync(TestContainerAddress.FolderOf("contoso-hsm-in-west-eu", Noon), 20);
        Run("Get-MhsmBackup $container -SasToken $listSas | Out-Default");
        string row = Session.Host.Record.Lines.Single(line => line.Contains("2026-11-20 12:00:00", StringComparison.Ordinal));
        Assert.Contains("Complete", row, StringComparison.Ordinal);
        Assert.Contains("2.0 KiB", row, StringComparison.Ordinal);
        Assert.InRange(row.TrimEnd().Length, 80, 120);
    }

    [Fact]
    public void No_secret_is_shown()
    {
        BackUp();
        string signature = System.Text.RegularExpressions.Regex.Match(Container.Sas("rl"), "(?<=sig=)[^&]+").Value;
        Session.Set("listSas", Container.Sas("rl"));
        SessionResult result = Session.Invoke("Get-MhsmBackup $container -SasToken $listSas -Detailed -Verbose -Debug; Get-MhsmBackup $container -SasToken ($listSas -replace 'sig=', 'sig=x')");
        string shown = string.Join('\n', result.Output.Select(item => PSSerializer.Serialize(item))
            .Concat(result.Errors.Select(error => error.ToString() + error.Exception))
            .Concat([.. result.Verbose, .. result.Debug, .. result.Warnings]));
        Assert.Single(result.Errors);
        Assert.True(signature.Length > 20);
        Assert.DoesNotContain(signature, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.UnescapeDataString(signature), shown, StringComparison.Ordinal);
    }

    private DateTime[] Times(string script) => [.. Run(script).Output.Select(item => ((MhsmStoredBackup)item.BaseObject).Time)];
}
