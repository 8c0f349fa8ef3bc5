using System.Text;
using System.Text.RegularExpressions;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed partial class BackupTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_full_backup_is_a_folder_of_real_blobs_beneath_the_container()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("ec-key");

        string folder = await BackUpAsync(container);

        IReadOnlyList<string> blobs = await container.BlobNamesAsync();
        Assert.All(blobs, name => Assert.StartsWith(folder + "/", name, StringComparison.Ordinal));
        Assert.Equal([folder + "/manifest.json", folder + "/part-0000.bin", folder + "/part-0001.bin"], blobs);
    }

    [Fact]
    public async Task The_folder_is_mhsm_name_and_16_digits_of_the_hsms_utc_time()
    {
        Clock.SetUtcNow(new DateTimeOffset(2030, 8, 31, 20, 16, 18, 600, TimeSpan.Zero));
        Assert.Equal("mhsm-contoso-hsm-2030083120161860", await BackUpAsync(await Azurite.NewContainerAsync(), ClientFor(Hsm)));
    }

    [Fact]
    public async Task The_folder_has_14_digits_when_that_is_set()
    {
        Hsm.Settings.FolderDigits = 14;
        Clock.SetUtcNow(new DateTimeOffset(2030, 8, 31, 20, 16, 18, 600, TimeSpan.Zero));
        Assert.Equal("mhsm-contoso-hsm-20300831201618", await BackUpAsync(await Azurite.NewContainerAsync(), ClientFor(Hsm)));
    }

    [Fact]
    public async Task Two_backups_of_one_moment_have_two_folders()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Assert.NotEqual(await BackUpAsync(container), await BackUpAsync(container));
    }

    [Fact]
    public async Task A_backup_below_a_container_lies_in_the_nested_folder()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer start = await Wire.PostAsync("/backup", new { storageResourceUri = container.Uri + "/backups/eu", token = container.Sas() });
        Answer end = await Wire.EndOfAsync(Hsm, start, "backup");
        Assert.StartsWith(container.Uri + "/backups/eu/mhsm-contoso-hsm-", end["azureStorageBlobContainerUri"], StringComparison.Ordinal);
        Assert.All(await container.BlobNamesAsync(), name => Assert.StartsWith("backups/eu/mhsm-contoso-hsm-", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_backups_address_is_there_only_once_it_has_succeeded_and_holds_no_sas()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/backup", BackupBody(container));
        Assert.Null(start["azureStorageBlobContainerUri"]);
        Assert.True(start.Json.ContainsKey("azureStorageBlobContainerUri"));

        Hsm.CurrentJob!.FinishNow();
        Answer end = await Wire.EndOfAsync(Hsm, start, "backup");
        Assert.Matches("^" + Regex.Escape(container.Uri.AbsoluteUri) + "/mhsm-contoso-hsm-[0-9]{16}$", end["azureStorageBlobContainerUri"]);
    }

    [Theory]
    [InlineData("c")]
    [InlineData("crdw")]
    [InlineData("rcwdl")]
    public async Task A_backup_writes_with_the_sas_that_came_in_the_request(string permissions)
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/backup", BackupBody(container, permissions)), "backup");
        Assert.Equal("Succeeded", end["status"]);
    }

    [Fact]
    public async Task A_sas_with_a_question_mark_is_tolerated()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer start = await Wire.PostAsync("/backup", new { storageResourceUri = container.Uri, token = "?" + container.Sas() });
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, start, "backup"))["status"]);
    }

    [Theory]
    [InlineData("rl")]
    [InlineData("sig")]
    [InlineData("container")]
    [InlineData("nonsense")]
    public async Task A_bad_sas_or_a_missing_container_is_a_failed_job_with_ResourceNotFound_and_a_null_error_code(string what)
    {
        TestContainer container = await Azurite.NewContainerAsync();
        (string uri, string token) = what switch
        {
            "rl" => (container.Uri.AbsoluteUri, container.Sas("rl")),
            "sig" => (container.Uri.AbsoluteUri, Signature().Replace(container.Sas(), "sig=AAAA")),
            "container" => (container.Uri + "x", Azurite.Server.CreateSas(container.Name + "x")),
            _ => (container.Uri.AbsoluteUri, "nonsense"),
        };
        Answer start = await Wire.PostAsync("/backup", new { storageResourceUri = uri, token });
        Assert.Equal("InProgress", start["status"]);

        Answer end = await Wire.EndOfAsync(Hsm, start, "backup");

        Assert.Equal("Failed", end["status"]);
        Assert.Equal("ResourceNotFound", end["statusDetails"]);
        Assert.NotNull(end["endTime"]);
        Assert.Null(end.ErrorCode);
        Assert.Null(end["azureStorageBlobContainerUri"]);
        Assert.Empty(await container.BlobNamesAsync());
    }

    [Fact]
    public async Task The_202_itself_says_Failed_when_that_is_set()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.FailAtOnce = true;
        Answer start = await Wire.PostAsync("/backup", BackupBody(container, "rl"));
        Assert.Equal(202, start.Status);
        Assert.Equal("Failed", start["status"]);
        Assert.Equal("ResourceNotFound", start["statusDetails"]);
        Assert.NotNull(start["endTime"]);
        Assert.Null(start.ErrorCode);
    }

    [Fact]
    public async Task Another_start_while_a_job_runs_is_409_Conflict_and_starts_nothing()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/backup", BackupBody(container));

        Answer second = await Wire.PostAsync("/backup", BackupBody(container));
        Answer restore = await Wire.PutAsync("/restore", RestoreBody(container, "mhsm-x-20300101000000"));

        Assert.Equal((409, "Conflict"), (second.Status, second.ErrorCode));
        Assert.Equal("Another backup operation is in progress.", second.Json["error"]!["message"]!.GetValue<string>());
        Assert.Equal(409, restore.Status);
        Assert.Single(Hsm.Jobs);
        Hsm.CurrentJob!.FinishNow();
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, start, "backup"))["status"]);
        Assert.Equal(202, (await Wire.PostAsync("/backup", BackupBody(container))).Status);
    }

    [Fact]
    public async Task Two_hsms_back_up_at_the_same_time()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.JobDuration = Sibling.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Assert.Equal(202, (await Wire.PostAsync("/backup", BackupBody(container))).Status);
        Assert.Equal(202, (await ClientFor(Sibling).PostAsync("/backup", BackupBody(container))).Status);
    }

    [Fact]
    public async Task The_managed_identity_writes_without_a_sas_from_7_5_on()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        var body = new { storageResourceUri = container.Uri, useManagedIdentity = true };
        Answer before = await Wire.PostAsync("/backup", body, "7.4");
        Assert.Equal((400, "BadParameter"), (before.Status, before.ErrorCode));

        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/backup", body, "7.5"), "backup");
        Assert.Equal("Succeeded", end["status"]);
    }

    [Fact]
    public async Task The_managed_identity_fails_with_a_reason_for_an_account_that_it_may_not_reach()
    {
        Answer start = await Wire.PostAsync("/backup", new { storageResourceUri = "https://elsewhere.blob.core.windows.net/hsm", useManagedIdentity = true });
        Answer end = await Wire.EndOfAsync(Hsm, start, "backup");
        Assert.Equal("Failed", end["status"]);
        Assert.Contains("elsewhere", end["statusDetails"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"token":"sv=1"}""")]
    [InlineData("""{"storageResourceUri":"http://a.blob.core.windows.net/c","token":"sv=1"}""")]
    [InlineData("""{"storageResourceUri":"https://a.blob.core.windows.net","token":"sv=1"}""")]
    [InlineData("""{"storageResourceUri":"https://a.blob.core.windows.net/c?sv=1","token":"sv=1"}""")]
    [InlineData("""{"storageResourceUri":"c","token":"sv=1"}""")]
    [InlineData("""{"storageResourceUri":"https://a.blob.core.windows.net/c"}""")]
    [InlineData("""{"storageResourceUri":""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public async Task A_body_that_is_not_body_A_is_400_and_starts_nothing(string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/backup?api-version=7.6") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        Answer answer = await Wire.SendAsync(request);
        Assert.Equal((400, "BadParameter"), (answer.Status, answer.ErrorCode));
        Assert.Empty(Hsm.Jobs);
    }

    [Fact]
    public async Task The_blobs_hold_neither_names_nor_material_in_clear_text()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("conspicuous-name");
        await BackUpAsync(container);
        foreach (string name in await container.BlobNamesAsync())
        {
            byte[] content = (await container.Client.GetBlobClient(name).DownloadContentAsync(TestContext.Current.CancellationToken)).Value.Content.ToArray();
            Assert.DoesNotContain("conspicuous-name", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_pre_check_answers_as_a_backup_job_and_leaves_no_blob()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/prebackup", BackupBody(container, "crdw")), "backup");
        Assert.Equal("Succeeded", end["status"]);
        Assert.Null(end["azureStorageBlobContainerUri"]);
        Assert.Empty(await container.BlobNamesAsync());
    }

    [Theory]
    [InlineData("rl")]
    [InlineData("cw")]
    public async Task The_pre_check_fails_where_the_sas_does_not_allow_a_backup(string permissions)
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/prebackup", BackupBody(container, permissions)), "backup");
        Assert.Equal(("Failed", "ResourceNotFound"), (end["status"], end["statusDetails"]));
    }

    [Fact]
    public async Task Every_field_of_the_pre_check_is_optional()
    {
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/prebackup", new { }), "backup"))["status"]);
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/prebackup"), "backup"))["status"]);
    }

    [Fact]
    public async Task A_backup_tells_the_hsm_when_its_last_one_was()
    {
        Assert.Null(Hsm.LastFullBackup);
        await BackUpAsync(await Azurite.NewContainerAsync());
        Assert.Equal(Clock.GetUtcNow(), Hsm.LastFullBackup);
    }

    [GeneratedRegex("sig=[^&]*")]
    private static partial Regex Signature();
}
