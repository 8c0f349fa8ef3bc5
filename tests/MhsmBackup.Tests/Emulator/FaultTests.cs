using System.Diagnostics;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class FaultTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Fact]
    public async Task A_status_strikes_the_next_requests_that_match_with_its_Retry_After_and_nothing_is_done()
    {
        Emulator.Faults.Add("status=429,method=POST,path=/pre*,count=2,retry-after=7");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
            Answer struck = await Wire.PostAsync("/prebackup");
            Assert.Equal((429, "7"), (struck.Status, struck.Headers["Retry-After"]));
            Assert.NotNull(struck.ErrorCode);
        }

        Assert.Empty(Hsm.Jobs);
        Assert.Equal(202, (await Wire.PostAsync("/prebackup")).Status);
        Assert.Empty(Emulator.Faults.Waiting);
    }

    [Fact]
    public async Task Faults_of_one_kind_strike_in_their_order_and_only_the_hsm_that_they_name()
    {
        Emulator.Faults.Add("status=503,hsm=contoso-2");
        Emulator.Faults.Add("status=500");
        Emulator.Faults.Add("status=502");
        Assert.Equal(500, (await Wire.GetAsync("/keys")).Status);
        Assert.Equal(503, (await ClientFor(Sibling).GetAsync("/keys")).Status);
        Assert.Equal(502, (await Wire.GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task A_fault_without_end_strikes_until_it_is_cleared()
    {
        Emulator.Faults.Add("status=500,count=*");
        Assert.Equal(500, (await Wire.GetAsync("/keys")).Status);
        Assert.Equal(500, (await Wire.GetAsync("/keys")).Status);
        Emulator.Faults.Clear();
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task A_dropped_request_is_cut_before_anything_is_done()
    {
        Emulator.Faults.Add("drop,path=/prebackup");
        await Assert.ThrowsAsync<HttpRequestException>(() => Wire.PostAsync("/prebackup"));
        Assert.Empty(Hsm.Jobs);
        Assert.Equal(0, Assert.Single(Emulator.Requests.Of("POST", "/prebackup")).Status);
    }

    [Fact]
    public async Task A_lost_answer_is_cut_after_the_job_has_been_started()
    {
        Emulator.Faults.Add("drop-answer,path=/prebackup");
        await Assert.ThrowsAsync<HttpRequestException>(() => Wire.PostAsync("/prebackup"));
        Assert.Single(Hsm.Jobs);
        Assert.Equal(0, Assert.Single(Emulator.Requests.Of("POST", "/prebackup")).Status);
    }

    [Fact]
    public async Task A_delayed_request_is_answered_later()
    {
        Emulator.Faults.Add("delay=0.3,path=/keys");
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(0.25));
    }

    [Theory]
    [InlineData("malformed-body", "{\"status\":\"InPro")]
    [InlineData("malformed-body=<html>", "<html>")]
    public async Task A_body_can_be_malformed_though_the_job_is_started(string fault, string body)
    {
        Emulator.Faults.Add(fault);
        Answer answer = await Wire.PostAsync("/prebackup");
        Assert.Equal((202, body), (answer.Status, answer.Text));
        Assert.Single(Hsm.Jobs);
    }

    [Fact]
    public void The_text_of_a_fault_says_all_of_it()
    {
        Emulator.Faults.Add("outcome=Failed,method=POST,path=/backup,hsm=contoso-2,count=3,details=Out of paper");
        Assert.Equal(
            new Fault(FaultKind.Outcome) { Text = "Failed", Method = "POST", Path = "/backup", Hsm = "contoso-2", Count = 3, Details = "Out of paper" },
            Assert.Single(Emulator.Faults.Waiting));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("status=abc")]
    [InlineData("delay")]
    [InlineData("outcome")]
    [InlineData("drop,count=-2")]
    [InlineData("drop,colour=red")]
    public void A_text_that_is_no_fault_is_refused(string text) => Assert.Throws<FormatException>(() => Emulator.Faults.Add(text));
}
