using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class ApiVersionTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Theory]
    [InlineData("7.2")]
    [InlineData("7.3")]
    [InlineData("7.4")]
    [InlineData("7.5")]
    [InlineData("7.6")]
    [InlineData("2025-07-01")]
    [InlineData("2026-04-01")]
    public async Task A_backup_starts_in_every_version(string version)
    {
        TestContainer container = await Azurite.NewContainerAsync();
        Answer start = await Wire.PostAsync("/backup", BackupBody(container), version);
        Assert.Equal(202, start.Status);
        Assert.Equal(200, (await Wire.GetAsync($"/backup/{start["jobId"]}/pending", version)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7.1")]
    [InlineData("7.6-preview.2")]
    [InlineData("2099-01-01")]
    public async Task A_missing_or_unknown_version_is_400_with_an_error_body(string? version)
    {
        Answer answer = await Wire.PostAsync("/backup", new { }, version);
        Assert.Equal((400, "BadParameter"), (answer.Status, answer.ErrorCode));
        Assert.Empty(Hsm.Jobs);
    }

    [Theory]
    [InlineData("7.5", 404)]
    [InlineData("7.6", 202)]
    [InlineData("2025-07-01", 202)]
    [InlineData("2026-04-01", 202)]
    public async Task The_pre_checks_are_there_from_7_6_on(string version, int status)
    {
        Answer backup = await Wire.PostAsync("/prebackup", new { }, version);
        Assert.Equal(status, backup.Status);
        if (status == 202)
        {
            await Wire.EndOfAsync(Hsm, backup, "backup");
        }

        Assert.Equal(status, (await Wire.PutAsync("/prerestore", new { }, version)).Status);
    }

    [Fact]
    public async Task A_status_read_without_a_version_is_answered()
    {
        Answer start = await Wire.PostAsync("/prebackup");
        Assert.Equal(200, (await Wire.GetAsync($"/backup/{start["jobId"]}/pending", version: null)).Status);
        await Wire.EndOfAsync(Hsm, start, "backup");
        Answer restore = await Wire.PutAsync("/prerestore", new { });
        Assert.Equal(200, (await Wire.GetAsync($"/restore/{restore["jobId"]}/pending", version: null)).Status);
    }

    [Fact]
    public async Task A_status_read_with_an_unknown_version_is_400()
    {
        Answer start = await Wire.PostAsync("/prebackup");
        Assert.Equal(400, (await Wire.GetAsync($"/backup/{start["jobId"]}/pending", "1.0")).Status);
    }
}
