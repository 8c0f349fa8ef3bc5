using System.Globalization;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class HeaderTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    private static readonly string[] OnEveryAnswer =
    [
        "x-ms-request-id", "x-ms-server-latency", "x-ms-keyvault-region", "x-ms-keyvault-network-info", "x-ms-build-version", "Cache-Control", "Strict-Transport-Security",
    ];

    [Fact]
    public async Task A_202_tells_where_the_status_is_without_an_api_version()
    {
        Answer backup = await Wire.PostAsync("/prebackup");
        Assert.Equal($"https://contoso-hsm.localhost:{Hsm.Port}/backup/{backup["jobId"]}/pending", backup.Headers["azure-asyncoperation"]);
        await Hsm.FindJob(backup["jobId"]!)!.Completion;
        Answer restore = await Wire.PutAsync("/prerestore", new { });
        Assert.Equal($"https://contoso-hsm.localhost:{Hsm.Port}/restore/{restore["jobId"]}/pending", restore.Headers["azure-asyncoperation"]);
    }

    [Fact]
    public async Task The_status_address_is_on_the_host_that_the_caller_used()
    {
        WireClient loopback = ClientFor(Hsm.LoopbackUri, Emulator.IssueToken(Administrator));
        Answer start = await loopback.PostAsync("/prebackup");
        Assert.StartsWith(Hsm.LoopbackUri.AbsoluteUri, start.Headers["azure-asyncoperation"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public async Task A_202_has_Retry_After_in_whole_seconds_and_a_status_answer_has_none(int seconds)
    {
        Hsm.Settings.RetryAfter = seconds;
        Answer start = await Wire.PostAsync("/prebackup");
        Assert.Equal(seconds.ToString(CultureInfo.InvariantCulture), start.Headers["Retry-After"]);
        Answer status = await Wire.GetAsync($"/backup/{start["jobId"]}/pending");
        Assert.Equal(200, status.Status);
        Assert.DoesNotContain("Retry-After", status.Headers.Keys);
        Assert.DoesNotContain("azure-asyncoperation", status.Headers.Keys);
    }

    [Fact]
    public async Task Every_answer_has_the_services_headers()
    {
        WireClient nobody = ClientFor(Hsm.Uri, token: null);
        foreach (Answer answer in new[] { await Wire.PostAsync("/prebackup"), await Wire.GetAsync("/keys"), await Wire.GetAsync("/nothing"), await nobody.GetAsync("/keys") })
        {
            Assert.All(OnEveryAnswer, header => Assert.Contains(header, answer.Headers.Keys));
            Assert.Equal("no-cache", answer.Headers["Cache-Control"]);
            Assert.True(Guid.TryParse(answer.Headers["x-ms-request-id"], out _));
            Assert.True(long.TryParse(answer.Headers["x-ms-server-latency"], NumberStyles.None, CultureInfo.InvariantCulture, out _));
        }
    }

    [Fact]
    public async Task A_malformed_operation_header_can_be_injected_and_the_body_is_still_right()
    {
        Emulator.Faults.Add("malformed-operation=https://nowhere//pending");
        Answer start = await Wire.PostAsync("/prebackup");
        Assert.Equal("https://nowhere//pending", start.Headers["azure-asyncoperation"]);
        Assert.NotNull(Hsm.FindJob(start["jobId"]!));
    }
}
