using System.Net;
using System.Text;
using MhsmBackup.Errors;
using MhsmBackup.Identity.Tokens;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Secrets;
using MhsmBackup.Service;

namespace MhsmBackup.Tests.Client;

/// <summary>Tokens go where they belong, and a challenge is answered once, for the request that met it.</summary>
public sealed class ChallengeTests
{
    private const string Tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Challenge(string resource = "https://managedhsm.azure.net", string extra = "") =>
        $"Bearer authorization=\"https://login.microsoftonline.com/{Tenant}\", resource=\"{resource}\"{extra}";

    [Fact]
    public async Task A_start_with_a_warm_token_is_one_request()
    {
        var credential = new CountingCredential();
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress")).Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"));
        ManagedHsmBackupClient client = hsm.Client(credential: credential);
        await client.GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        await client.StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        Assert.Equal(2, hsm.Requests.Count);
        Assert.Equal("https://managedhsm.azure.net/.default", Assert.Single(Assert.Single(credential.Calls).Scopes));
    }

    [Fact]
    public async Task A_tenant_move_is_followed_once_and_the_later_requests_know_it()
    {
        var credential = new CountingCredential();
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge()))
            .Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress"))
            .Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress"));
        ManagedHsmBackupClient client = hsm.Client(credential: credential);
        await client.GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        await client.GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        Assert.Equal(3, hsm.Requests.Count);
        Assert.Equal([null, Tenant], credential.Calls.Select(call => call.TenantId));
    }

    [Fact]
    public async Task The_claims_of_continuous_access_evaluation_are_asked_for()
    {
        string claims = """{"access_token":{"nbf":{"essential":true,"value":"1"}}}""";
        var credential = new CountingCredential();
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge(extra: $", error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))}\"")))
            .Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress"));
        await hsm.Client(credential: credential).GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        Assert.Equal([null, claims], credential.Calls.Select(call => call.Claims));
        Assert.Equal(["Bearer token-1", "Bearer token-2"], hsm.Requests.Select(request => request.Authorization));
    }

    [Fact]
    public async Task A_challenged_status_read_does_not_send_the_start_again()
    {
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge()))
            .Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"))
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge()))
            .Then(HttpStatusCode.OK, ScriptedHsm.Job("Succeeded", error: null, end: 1612565605));
        ManagedHsmBackupClient client = hsm.Client();
        await client.GetBackupStatusAsync(await client.StartBackupAsync(ScriptedHsm.Storage(), Cancel), Cancel);
        Assert.Equal(["POST", "POST", "GET", "GET"], hsm.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task A_second_challenge_of_one_request_is_an_error()
    {
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge()))
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge()));
        MhsmServiceException error = await Assert.ThrowsAsync<MhsmServiceException>(() => hsm.Client().StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Equal(MhsmErrorId.Unauthorized, error.ErrorId);
        Assert.Equal(2, hsm.Requests.Count);
    }

    [Fact]
    public async Task An_unknown_host_is_asked_without_token_and_body_and_the_body_is_sent_once()
    {
        ScriptedHsm hsm = new ScriptedHsm()
            .Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge("https://managedhsm.contoso.example")))
            .Then(HttpStatusCode.Accepted, ScriptedHsm.Job("InProgress"));
        var credential = new CountingCredential();
        await hsm.Client("https://x.managedhsm.contoso.example", credential).StartBackupAsync(ScriptedHsm.Storage(), Cancel);
        Assert.Equal([(null, true), ("Bearer token-1", false)], hsm.Requests.Select(request => (request.Authorization, string.IsNullOrEmpty(request.Body))));
        Assert.Equal("https://managedhsm.contoso.example/.default", credential.Calls[0].Scopes[0]);
    }

    [Theory]
    [InlineData("https://managedhsm.azure.net")]
    [InlineData("https://example.org")]
    public async Task A_host_that_its_resource_does_not_cover_gets_no_token(string resource)
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge(resource)));
        var credential = new CountingCredential();
        MhsmAuthenticationException error = await Assert.ThrowsAsync<MhsmAuthenticationException>(
            () => hsm.Client("https://x.evil.example", credential).StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Equal(MhsmErrorId.TokenRefusedForHost, error.ErrorId);
        Assert.Empty(credential.Calls);
        Assert.Null(Assert.Single(hsm.Requests).Authorization);
    }

    [Fact]
    public async Task A_known_host_that_challenges_for_another_resource_gets_no_second_token()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge("https://vault.azure.net")));
        await Assert.ThrowsAsync<MhsmAuthenticationException>(() => hsm.Client().GetBackupStatusAsync(ScriptedHsm.Known(), Cancel));
        Assert.Single(hsm.Requests);
    }

    [Fact]
    public async Task A_given_access_token_does_not_go_to_an_unknown_host_that_it_is_not_for()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge("https://evil.example")));
        AccessTokenCredential given = AccessTokenCredential.Parse(SecureText.Protect("an-opaque-token"), DateTimeOffset.UtcNow);
        await Assert.ThrowsAsync<MhsmAuthenticationException>(() => hsm.Client("https://x.evil.example", given).StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Null(Assert.Single(hsm.Requests).Authorization);
    }

    [Fact]
    public async Task A_refused_access_token_is_not_sent_a_second_time()
    {
        ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.Unauthorized, "", ("WWW-Authenticate", Challenge()));
        AccessTokenCredential given = AccessTokenCredential.Parse(SecureText.Protect("an-opaque-token"), DateTimeOffset.UtcNow);
        MhsmServiceException error = await Assert.ThrowsAsync<MhsmServiceException>(() => hsm.Client(credential: given).StartBackupAsync(ScriptedHsm.Storage(), Cancel));
        Assert.Equal(MhsmErrorId.Unauthorized, error.ErrorId);
        Assert.Single(hsm.Requests);
    }

    [Fact]
    public async Task Any_number_of_hsms_share_one_token()
    {
        var inner = new CountingCredential();
        var shared = new SharedTokenCredential(new AzureCliSignIn(), inner);
        foreach (string name in new[] { "hsm-eu", "hsm-us", "hsm-asia" })
        {
            ScriptedHsm hsm = new ScriptedHsm().Then(HttpStatusCode.OK, ScriptedHsm.Job("InProgress"));
            await hsm.Client(name, shared).GetBackupStatusAsync(ScriptedHsm.Known(), Cancel);
        }

        Assert.Single(inner.Calls);
    }
}
