using System.Text.Json.Nodes;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class ControlApiTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    private WireClient Control => field ??= ClientFor(Hsm.LoopbackUri, token: null);

    [Fact]
    public async Task It_lists_the_hsms_with_keys_and_jobs()
    {
        Hsm.Keys.Create("ec-key");
        Answer start = await Wire.PostAsync("/prebackup");
        Answer answer = await Control.GetAsync("/_emulator/hsms", version: null);
        JsonArray all = JsonNode.Parse(answer.Text)!.AsArray();
        Assert.Equal(["contoso-hsm", "contoso-2", "fabrikam"], all.Select(hsm => hsm!["name"]!.GetValue<string>()));
        Assert.Equal("ec-key", Assert.Single(all[0]!["keys"]!.AsArray())!.GetValue<string>());
        Assert.Equal(start["jobId"], Assert.Single(all[0]!["jobs"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(all[0]!["securityDomain"]!.GetValue<string>(), all[1]!["securityDomain"]!.GetValue<string>());
        Assert.NotEqual(all[0]!["securityDomain"]!.GetValue<string>(), all[2]!["securityDomain"]!.GetValue<string>());
    }

    [Fact]
    public async Task It_loses_an_hsm_which_keeps_its_security_domain_and_first_roles_alone()
    {
        string domain = Hsm.SecurityDomain.Id;
        int roles = Hsm.RoleAssignments.Count;
        Hsm.Keys.Create("ec-key");
        Hsm.Assign(new("someone", null), MhsmBackup.Emulator.Access.BuiltInRoles.Backup);
        Assert.Equal(204, (await Control.PostAsync("/_emulator/hsms/contoso-hsm/lose")).Status);
        Assert.Empty(Hsm.Keys.Names);
        Assert.Equal((domain, roles), (Hsm.SecurityDomain.Id, Hsm.RoleAssignments.Count));
    }

    [Fact]
    public async Task It_changes_the_settings_that_are_sent_and_no_others()
    {
        Hsm.Settings.RetryAfter = 5;
        object change = new { jobSeconds = 1.5, restoreRule = "BackupWithin30Minutes", restoreRuleMinutes = 10, clockOffsetMinutes = -60 };
        Answer answer = await Control.SendAsync(HttpMethod.Patch, "/_emulator/hsms/contoso-hsm/settings", change);
        Assert.Equal(200, answer.Status);
        Assert.Equal(
            (TimeSpan.FromSeconds(1.5), RestoreRule.BackupWithin30Minutes, TimeSpan.FromMinutes(10), 5),
            (Hsm.Settings.JobDuration, Hsm.Settings.RestoreRule, Hsm.Settings.RestoreRuleLength, Hsm.Settings.RetryAfter));
        Assert.Equal(-60, Math.Round((Hsm.Settings.TimeProvider.GetUtcNow() - DateTimeOffset.UtcNow).TotalMinutes));
        Assert.Equal(TimeSpan.Zero, Sibling.Settings.JobDuration);
    }

    [Fact]
    public async Task It_finishes_a_job_that_is_held()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Answer start = await Wire.PostAsync("/prebackup");
        Assert.Equal(204, (await Control.PostAsync("/_emulator/hsms/contoso-hsm/finish")).Status);
        Assert.Equal("Succeeded", (await Wire.EndOfAsync(Hsm, start, "backup"))["status"]);
    }

    [Fact]
    public async Task It_adds_shows_and_clears_faults()
    {
        Assert.Equal(200, (await Control.PostAsync("/_emulator/faults", new { fault = "status=500,path=/keys" })).Status);
        Assert.Equal(500, Assert.Single(Emulator.Faults.Waiting).StatusCode);
        Assert.Contains("/keys", (await Control.GetAsync("/_emulator/faults", version: null)).Text, StringComparison.Ordinal);
        Assert.Equal(204, (await Control.DeleteAsync("/_emulator/faults")).Status);
        Assert.Empty(Emulator.Faults.Waiting);
    }

    [Fact]
    public async Task It_counts_requests_but_not_those_to_itself()
    {
        await Wire.GetAsync("/keys");
        Answer answer = await Control.GetAsync("/_emulator/requests", version: null);
        Assert.Equal("1", answer["count"]);
        Assert.Equal(204, (await Control.DeleteAsync("/_emulator/requests")).Status);
        Assert.Empty(Emulator.Requests.All);
    }

    [Theory]
    [InlineData("POST", "/_emulator/faults", """{"fault":"nonsense"}""", 400)]
    [InlineData("POST", "/_emulator/faults", "{", 400)]
    [InlineData("PATCH", "/_emulator/hsms/contoso-hsm/settings", """{"unknown":1}""", 400)]
    [InlineData("POST", "/_emulator/hsms/nobody/lose", "", 404)]
    [InlineData("GET", "/_emulator/nothing", "", 404)]
    public async Task It_tells_what_it_does_not_understand(string method, string path, string body, int status)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Content = body.Length == 0 ? null : new StringContent(body) };
        Answer answer = await Control.SendAsync(request);
        Assert.Equal(status, answer.Status);
        Assert.NotEmpty(answer["error"]!);
    }
}
