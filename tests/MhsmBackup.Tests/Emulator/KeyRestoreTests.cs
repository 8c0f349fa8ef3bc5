using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class KeyRestoreTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_purged_key_comes_back_alone_with_all_its_versions()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("wanted");
        Hsm.Keys.Create("wanted");
        Hsm.Keys.Create("other");
        IReadOnlyList<string> versions = Hsm.Keys.Versions("wanted");
        string folder = await BackUpAsync(container);
        Hsm.Wipe();

        Assert.Equal("Succeeded", (await RestoreAsync(container, folder))["status"]);

        Assert.Equal(["wanted"], Hsm.Keys.Names);
        Assert.Equal(2, versions.Count);
        Assert.Equal(versions, Hsm.Keys.Versions("wanted"));
    }

    [Fact]
    public async Task A_key_that_exists_is_refused_with_409_Conflict()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("wanted");
        string folder = await BackUpAsync(container);
        Answer answer = await Wire.PutAsync("/keys/wanted/restore", KeyRestoreBody(container, folder));
        Assert.Equal((409, "Conflict"), (answer.Status, answer.ErrorCode));
        Assert.Null(answer.InnerErrorCode);
    }

    [Fact]
    public async Task A_soft_deleted_key_is_refused_with_409_ObjectIsDeletedButRecoverable()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("wanted");
        string folder = await BackUpAsync(container);
        Hsm.Keys.Delete("wanted");
        Answer answer = await Wire.PutAsync("/keys/wanted/restore", KeyRestoreBody(container, folder));
        Assert.Equal((409, "Conflict", "ObjectIsDeletedButRecoverable"), (answer.Status, answer.ErrorCode, answer.InnerErrorCode));
    }

    [Fact]
    public async Task A_name_just_purged_answers_409_for_a_while_though_both_reads_say_404()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.NameHeldAfterPurge = TimeSpan.FromSeconds(20);
        Hsm.Keys.Create("wanted");
        string folder = await BackUpAsync(container);
        Hsm.Keys.Delete("wanted");
        Assert.Equal(204, (await Wire.DeleteAsync("/deletedkeys/wanted")).Status);

        Assert.Equal(404, (await Wire.GetAsync("/keys/wanted")).Status);
        Assert.Equal(404, (await Wire.GetAsync("/deletedkeys/wanted")).Status);
        Assert.Equal(409, (await Wire.PutAsync("/keys/wanted/restore", KeyRestoreBody(container, folder))).Status);

        Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("Succeeded", (await RestoreAsync(container, folder))["status"]);
    }

    [Fact]
    public async Task A_key_that_the_backup_does_not_hold_is_a_failed_job_with_a_reason()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        string folder = await BackUpAsync(container);
        Answer end = await RestoreAsync(container, folder);
        Assert.Equal("Failed", end["status"]);
        Assert.Contains("wanted", end["statusDetails"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_made_meanwhile_makes_the_job_fail_and_stays()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Keys.Create("wanted");
        string folder = await BackUpAsync(container);
        Hsm.Wipe();
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PutAsync("/keys/wanted/restore", KeyRestoreBody(container, folder));
        string made = Hsm.Keys.Create("wanted");
        Hsm.CurrentJob!.FinishNow();
        Assert.Equal("Failed", (await Wire.EndOfAsync(Hsm, start, "restore"))["status"]);
        Assert.Equal([made], Hsm.Keys.Versions("wanted"));
        Assert.Null(Hsm.CurrentJob);
    }

    [Fact]
    public async Task Other_calls_work_while_a_key_restore_runs()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Assert.Equal(202, (await Wire.PutAsync("/keys/wanted/restore", KeyRestoreBody(container, "f"))).Status);
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
    }

    private async Task<Answer> RestoreAsync(TestContainer container, string folder) =>
        await Wire.EndOfAsync(Hsm, await Wire.PutAsync("/keys/wanted/restore", KeyRestoreBody(container, folder)), "restore");
}
