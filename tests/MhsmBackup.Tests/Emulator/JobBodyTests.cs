using System.Text.Json;
using System.Text.Json.Nodes;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class JobBodyTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_job_in_progress_has_an_error_whose_members_are_all_null()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/backup", BackupBody(await Azurite.NewContainerAsync()));
        string expected = $$"""
            {"status":"InProgress","statusDetails":null,"error":{"code":null,"message":null,"innererror":null},
             "startTime":{{Clock.GetUtcNow().ToUnixTimeSeconds()}},"endTime":null,"jobId":"{{start["jobId"]}}","azureStorageBlobContainerUri":null}
            """;
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), start.Json), start.Text);
        Assert.True(JsonNode.DeepEquals(start.Json, (await Wire.GetAsync($"/backup/{start["jobId"]}/pending")).Json));
    }

    [Fact]
    public async Task A_succeeded_job_has_null_itself_as_its_error_and_both_times_in_unix_seconds()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/backup", BackupBody(await Azurite.NewContainerAsync()));
        long startTime = Clock.GetUtcNow().ToUnixTimeSeconds();
        Clock.Advance(TimeSpan.FromSeconds(9));
        Hsm.CurrentJob!.FinishNow();

        JsonObject end = (await Wire.EndOfAsync(Hsm, start, "backup")).Json;

        Assert.True(end.ContainsKey("error"));
        Assert.Null(end["error"]);
        Assert.Equal(startTime, end["startTime"]!.GetValue<long>());
        Assert.Equal(startTime + 9, end["endTime"]!.GetValue<long>());
        Assert.Equal(JsonValueKind.Null, JsonSerializer.SerializeToElement(end["statusDetails"]).ValueKind);
    }

    [Fact]
    public async Task A_job_id_is_32_hex_digits() =>
        Assert.Matches("^[0-9a-f]{32}$", (await Wire.PostAsync("/prebackup"))["jobId"]);

    [Fact]
    public async Task A_restores_job_has_no_place_for_a_backups_address()
    {
        Answer start = await Wire.PutAsync("/prerestore", new { });
        Assert.False(start.Json.ContainsKey("azureStorageBlobContainerUri"));
    }

    [Theory]
    [InlineData("backup", "restore")]
    [InlineData("restore", "backup")]
    public async Task A_job_is_found_only_among_its_own_kind(string own, string other)
    {
        Answer start = own == "backup" ? await Wire.PostAsync("/prebackup") : await Wire.PutAsync("/prerestore", new { });
        Assert.Equal(200, (await Wire.GetAsync($"/{own}/{start["jobId"]}/pending")).Status);
        Assert.Equal(404, (await Wire.GetAsync($"/{other}/{start["jobId"]}/pending")).Status);
    }

    [Fact]
    public async Task An_unknown_job_is_404_with_an_error_body()
    {
        Answer answer = await Wire.GetAsync("/backup/4c9e342c12844c3f96f44e5c67cbd92d/pending");
        Assert.Equal((404, "NotFound"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task An_injected_failure_ends_the_job_with_its_details_and_writes_nothing()
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Emulator.Faults.Add(new Fault(FaultKind.Outcome) { Text = "Failed", Details = "The moon is full" });
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/backup", BackupBody(container)), "backup");
        Assert.Equal(("Failed", "The moon is full"), (end["status"], end["statusDetails"]));
        Assert.Null(end.ErrorCode);
        Assert.Empty(await container.BlobNamesAsync());
    }

    [Fact]
    public async Task An_injected_cancellation_ends_the_job_as_Canceled()
    {
        Emulator.Faults.Add("outcome=Canceled");
        Answer end = await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/prebackup"), "backup");
        Assert.Equal("Canceled", end["status"]);
        Assert.NotNull(end["endTime"]);
    }

    [Fact]
    public async Task An_unknown_status_word_shows_while_the_job_runs()
    {
        Emulator.Faults.Add("outcome=Pausing,details=wait");
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/prebackup");

        Answer status = await Wire.GetAsync($"/backup/{start["jobId"]}/pending");
        Assert.Equal(("Pausing", "wait", null), (status["status"], status["statusDetails"], status["endTime"]));
        Hsm.CurrentJob!.FinishNow();
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, start, "backup"))["status"]);
    }

    [Fact]
    public async Task The_202_of_a_start_can_already_be_the_end()
    {
        Emulator.Faults.Add("terminal");
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/prebackup");
        Assert.Equal((202, "Succeeded"), (start.Status, start["status"]));
        Assert.NotNull(start["endTime"]);
    }

    [Fact]
    public async Task A_job_can_be_given_another_duration()
    {
        Emulator.Faults.Add("duration=0");
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, await Wire.PostAsync("/prebackup"), "backup"))["status"]);
    }
}
