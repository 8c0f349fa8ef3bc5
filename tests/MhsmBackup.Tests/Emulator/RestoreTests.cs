using System.Text.Json.Nodes;
using Azure.Storage.Blobs.Models;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class RestoreTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_lost_hsm_has_its_keys_again_with_versions_attributes_and_tags_after_a_full_restore()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string first = Hsm.Keys.Create("rsa-key", "RSA-HSM");
        await Wire.PostAsync("/keys/rsa-key/create", new { kty = "EC-HSM", attributes = new { enabled = false, exp = 2000000000 }, tags = new { owner = "me" } });
        JsonObject before = (await Wire.GetAsync("/keys/rsa-key")).Json;
        JsonObject beforeFirst = (await Wire.GetAsync("/keys/rsa-key/" + first)).Json;
        string folder = await BackUpAsync(container);
        Hsm.Lose();
        Assert.Equal(404, (await Wire.GetAsync("/keys/rsa-key")).Status);

        Assert.Equal("Succeeded", (await RestoreAsync(container, folder))["status"]);

        Assert.True(JsonNode.DeepEquals(before, (await Wire.GetAsync("/keys/rsa-key")).Json));
        Assert.True(JsonNode.DeepEquals(beforeFirst, (await Wire.GetAsync("/keys/rsa-key/" + first)).Json));
    }

    [Fact]
    public async Task A_full_restore_wipes_what_came_after_the_backup_keys_deleted_keys_and_roles()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("kept");
        Hsm.Keys.Create("deleted-before");
        Hsm.Keys.Delete("deleted-before");
        string folder = await BackUpAsync(container);
        Hsm.Keys.Create("later");
        Hsm.Keys.Delete("kept");
        Hsm.Assign(new EmulatorPrincipal("later", null), BuiltInRoles.Backup);
        int roles = Hsm.RoleAssignments.Count;

        await RestoreAsync(container, folder);

        Assert.Equal(["kept"], Hsm.Keys.Names);
        Assert.Equal(["deleted-before"], Hsm.Keys.DeletedNames);
        Assert.Equal(roles - 1, Hsm.RoleAssignments.Count);
    }

    [Fact]
    public async Task More_keys_than_one_part_holds_come_back()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string[] names = [.. Enumerable.Range(10, 40).Select(number => $"key-{number}")];
        Assert.All(names, name => Hsm.Keys.Create(name, "oct-HSM"));
        string folder = await BackUpAsync(container);
        Hsm.Wipe();
        await RestoreAsync(container, folder);
        Assert.Equal(names, Hsm.Keys.Names);
    }

    [Fact]
    public async Task An_hsm_of_the_same_security_domain_restores_the_others_backup()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("ec-key");
        string folder = await BackUpAsync(container);
        WireClient sibling = ClientFor(Sibling);
        Answer end = await sibling.EndOfAsync(Sibling, await sibling.PutAsync("/restore", RestoreBody(container, folder)), "restore");
        Assert.Equal("Succeeded", end["status"]);
        Assert.Equal(Hsm.Keys.Versions("ec-key"), Sibling.Keys.Versions("ec-key"));
    }

    [Fact]
    public async Task An_hsm_of_another_security_domain_fails_with_Invalid_backup_provided_and_keeps_its_keys()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Stranger.Keys.Create("own");
        string folder = await BackUpAsync(container);
        WireClient stranger = ClientFor(Stranger);
        Answer end = await stranger.EndOfAsync(Stranger, await stranger.PutAsync("/restore", RestoreBody(container, folder)), "restore");
        Assert.Equal(("Failed", "Invalid backup provided"), (end["status"], end["statusDetails"]));
        Assert.Equal(["own"], Stranger.Keys.Names);
    }

    [Fact]
    public async Task A_folder_that_holds_no_backup_fails_with_Invalid_backup_provided_and_a_null_error_code()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer end = await RestoreAsync(container, "mhsm-contoso-hsm-2030010100000000");
        Assert.Equal(("Failed", "Invalid backup provided"), (end["status"], end["statusDetails"]));
        Assert.NotNull(end["endTime"]);
        Assert.Null(end.ErrorCode);
    }

    [Theory]
    [InlineData("part-0001.bin")]
    [InlineData("manifest.json")]
    public async Task A_corrupted_blob_fails_with_Invalid_backup_provided_and_changes_nothing(string blob)
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("ec-key");
        string folder = await BackUpAsync(container);
        Hsm.Keys.Create("later");
        var client = container.Client.GetBlobClient($"{folder}/{blob}");
        byte[] content = (await client.DownloadContentAsync(TestContext.Current.CancellationToken)).Value.Content.ToArray();
        content[content.Length / 2] ^= 1;
        await client.UploadAsync(new BinaryData(content), new BlobUploadOptions(), TestContext.Current.CancellationToken);

        Answer end = await RestoreAsync(container, folder);

        Assert.Equal(("Failed", "Invalid backup provided"), (end["status"], end["statusDetails"]));
        Assert.Equal(["ec-key", "later"], Hsm.Keys.Names);
    }

    [Fact]
    public async Task A_missing_part_fails_with_Invalid_backup_provided()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string folder = await BackUpAsync(container);
        await container.Client.DeleteBlobAsync(folder + "/part-0000.bin", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal("Invalid backup provided", (await RestoreAsync(container, folder))["statusDetails"]);
    }

    [Fact]
    public async Task A_restore_without_the_permission_to_list_fails()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string folder = await BackUpAsync(container);
        Answer start = await Wire.PutAsync("/restore", RestoreBody(container, folder, "crdw"));
        Answer end = await Wire.EndOfAsync(Hsm, start, "restore");
        Assert.Equal(("Failed", "ResourceNotFound"), (end["status"], end["statusDetails"]));
    }

    [Fact]
    public async Task The_managed_identity_restores_from_a_nested_folder()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("ec-key");
        var storage = new { storageResourceUri = container.Uri + "/backups", useManagedIdentity = true };
        Answer backup = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/backup", storage), "backup");
        string folder = backup["azureStorageBlobContainerUri"]![(container.Uri.AbsoluteUri.Length + 1)..];
        Hsm.Lose();
        var body = new { sasTokenParameters = new { storageResourceUri = container.Uri, useManagedIdentity = true }, folderToRestore = folder };
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/restore", body), "restore"))["status"]);
        Assert.StartsWith("backups/", folder, StringComparison.Ordinal);
        Assert.Equal(["ec-key"], Hsm.Keys.Names);
    }

    [Fact]
    public async Task While_a_full_restore_runs_every_call_but_its_status_is_refused()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string folder = await BackUpAsync(container);
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PutAsync("/restore", RestoreBody(container, folder));

        Answer keys = await Wire.GetAsync("/keys");
        Hsm.Settings.RestoreModeStatus = 409;
        Answer backup = await Wire.PostAsync("/backup", BackupBody(container));
        Answer backupStatus = await Wire.GetAsync($"/backup/{Hsm.Jobs.First().Id}/pending");
        Answer status = await Wire.GetAsync($"/restore/{start["jobId"]}/pending");

        Assert.Equal((503, "RestoreInProgress"), (keys.Status, keys.ErrorCode));
        Assert.Equal((409, "RestoreInProgress"), (backup.Status, backup.ErrorCode));
        Assert.Equal(409, backupStatus.Status);
        Assert.Equal((200, "InProgress"), (status.Status, status["status"]));
        Hsm.CurrentJob!.FinishNow();
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, start, "restore"))["status"]);
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task The_rule_of_a_recent_backup_refuses_one_that_is_older_than_30_minutes_and_none_at_all()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.RestoreRule = RestoreRule.BackupWithin30Minutes;
        Assert.Equal(400, (await Wire.PutAsync("/restore", RestoreBody(container, "mhsm-x-20300101000000"))).Status);
        string folder = await BackUpAsync(container);
        Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal("Succeeded", (await RestoreAsync(container, folder))["status"]);

        Clock.Advance(TimeSpan.FromSeconds(1));
        Answer refused = await Wire.PutAsync("/restore", RestoreBody(container, folder));
        Assert.Equal((400, "BadParameter"), (refused.Status, refused.ErrorCode));
        Assert.Contains("within the last 30 minutes", refused.Json["error"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rule_of_an_aged_backup_refuses_one_that_is_younger_than_30_minutes_and_none_at_all()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.RestoreRule = RestoreRule.BackupAtLeast30MinutesOld;
        Assert.Equal(400, (await Wire.PutAsync("/restore", RestoreBody(container, "mhsm-x-20300101000000"))).Status);
        string folder = await BackUpAsync(container);
        Clock.Advance(TimeSpan.FromMinutes(29));
        Answer refused = await Wire.PutAsync("/restore", RestoreBody(container, folder));
        Assert.Equal((400, "BadParameter"), (refused.Status, refused.ErrorCode));

        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Succeeded", (await RestoreAsync(container, folder))["status"]);
    }

    [Fact]
    public async Task The_length_of_the_rule_can_be_set_and_no_rule_asks_for_nothing()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string folder = await BackUpAsync(container);
        Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Succeeded", (await RestoreAsync(container, folder))["status"]);
        Hsm.Settings.RestoreRule = RestoreRule.BackupWithin30Minutes;
        Hsm.Settings.RestoreRuleLength = TimeSpan.FromMinutes(1);
        Assert.Equal(400, (await Wire.PutAsync("/restore", RestoreBody(container, folder))).Status);
    }

    [Fact]
    public async Task The_pre_check_of_a_restore_reads_the_backup_and_changes_nothing()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string folder = await BackUpAsync(container);
        Hsm.Keys.Create("later");
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/prerestore", RestoreBody(container, folder)), "restore");
        Assert.Equal("Succeeded", end["status"]);
        Assert.Equal(["later"], Hsm.Keys.Names);
    }

    [Fact]
    public async Task The_pre_check_of_a_restore_fails_for_a_strange_backup_and_for_a_broken_rule()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        WireClient stranger = ClientFor(Stranger);
        string folder = await BackUpAsync(container, stranger, Stranger);
        Answer strange = await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/prerestore", RestoreBody(container, folder)), "restore");
        Assert.Equal(("Failed", "Invalid backup provided"), (strange["status"], strange["statusDetails"]));

        Hsm.Settings.RestoreRule = RestoreRule.BackupWithin30Minutes;
        Answer rule = await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/prerestore", new { }), "restore");
        Assert.Equal("Failed", rule["status"]);
        Assert.Contains("30 minutes", rule["statusDetails"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_restore_names_its_folder_folderToRestore_and_a_key_restore_names_it_folder()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer full = await Wire.PutAsync("/restore", KeyRestoreBody(container, "f"));
        Answer selective = await Wire.PutAsync("/keys/k/restore", RestoreBody(container, "f"));
        Assert.Equal("folderToRestore is required.", full.Json["error"]!["message"]!.GetValue<string>());
        Assert.Equal("folder is required.", selective.Json["error"]!["message"]!.GetValue<string>());
    }

    private async Task<Answer> RestoreAsync(TestContainer container, string folder) =>
        await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/restore", RestoreBody(container, folder)), "restore");
}
