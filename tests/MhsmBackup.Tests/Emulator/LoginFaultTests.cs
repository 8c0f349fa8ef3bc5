using System.Diagnostics;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class LoginFaultTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    [Fact]
    public async Task A_fault_strikes_the_token_port_only_when_it_names_it()
    {
        Emulator.Faults.Add("status=500");
        Assert.Equal(200, (await SignInAsync()).Status);
        Assert.Equal(500, (await Wire.GetAsync("/keys")).Status);
        Emulator.Faults.Add("status=429,hsm=login,retry-after=7,details=Slow down");
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
        Answer struck = await SignInAsync();
        Assert.Equal((429, "7", "Slow down"), (struck.Status, struck.Headers["Retry-After"], struck["error_description"]));
        Assert.Equal(200, (await SignInAsync()).Status);
    }

    [Fact]
    public async Task It_strikes_every_endpoint_of_the_port_unless_it_names_a_path()
    {
        Emulator.Faults.Add("status=503,hsm=login,path=/metadata/*");
        Assert.Equal(200, (await SignInAsync()).Status);
        string path = $"/metadata/identity/oauth2/token?api-version=2018-02-01&resource={Resource}";
        Assert.Equal(503, (await SendAsync(HttpMethod.Get, path, [("Metadata", "true")])).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, path, [("Metadata", "true")])).Status);
    }

    [Theory]
    [InlineData("drop,hsm=login")]
    [InlineData("drop-answer,hsm=login")]
    public async Task The_connection_can_be_cut(string fault)
    {
        Emulator.Faults.Add(fault);
        await Assert.ThrowsAsync<HttpRequestException>(SignInAsync);
        Assert.Equal(0, Assert.Single(Emulator.Requests.All).Status);
        Assert.Equal(200, (await SignInAsync()).Status);
    }

    [Fact]
    public async Task An_answer_can_be_late_and_malformed()
    {
        Emulator.Faults.Add("delay=0.3,hsm=login");
        Emulator.Faults.Add("malformed-body=<html>,hsm=login");
        long start = Stopwatch.GetTimestamp();
        Answer answer = await SignInAsync();
        Assert.True(Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(0.25));
        Assert.Equal((200, "<html>"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task A_token_request_can_be_refused_with_any_error_of_Entra_ID()
    {
        Emulator.Faults.Add("entra=65001");
        Assert.Equal(200, (await Login.GetAsync("/common/discovery/v2.0/keys", version: null)).Status);
        Answer answer = await SignInAsync();
        AssertRefused(answer, 400, "invalid_grant", 65001);
        Assert.Contains($"use the application with ID '{Administrator.Name}'", answer["error_description"], StringComparison.Ordinal);
        Assert.Equal("consent_required", answer["suberror"]);
        Assert.Equal(200, (await SignInAsync()).Status);
    }

    [Fact]
    public async Task Every_code_can_be_asked_for_and_none_leaves_a_gap_in_its_words()
    {
        int[] codes = [.. MhsmBackup.Emulator.SignIn.EntraErrors.All.Select(error => error.Code).Distinct()];
        foreach (int code in codes)
        {
            Emulator.Faults.Add($"entra={code}");
            Answer answer = await SignInAsync();
            AssertRefused(answer, answer.Status, answer["error"]!, code);
            Assert.InRange(answer.Status, 400, 503);
        }
    }

    [Theory]
    [InlineData("entra")]
    [InlineData("entra=1")]
    [InlineData("entra=x")]
    public void A_code_that_is_not_known_is_refused(string text) => Assert.Throws<FormatException>(() => Emulator.Faults.Add(text));

    [Fact]
    public void The_text_names_the_code()
    {
        Emulator.Faults.Add("entra=50076,count=2");
        Assert.Equal(new Fault(FaultKind.Entra) { StatusCode = 50076, Count = 2 }, Assert.Single(Emulator.Faults.Waiting));
    }

    private Task<Answer> SignInAsync() => TokenAsync(
        [("grant_type", "client_credentials"), ("client_id", Administrator.Name), ("client_secret", Administrator.Secret!), ("scope", Scope)]);
}
