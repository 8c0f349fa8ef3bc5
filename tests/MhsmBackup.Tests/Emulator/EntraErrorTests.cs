using System.Globalization;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class EntraErrorTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    [Fact]
    public async Task An_error_has_all_members_of_Entra_ID()
    {
        const string correlation = "0f8fad5b-d9cb-469f-a165-70867728950e";
        Answer answer = await SendAsync(
            HttpMethod.Post, Emulator.TokenEndpoint.AbsoluteUri, [("client-request-id", correlation), ("return-client-request-id", "true")],
            ("grant_type", "client_credentials"), ("client_id", Administrator.Name), ("client_secret", "wrong"), ("scope", Scope));
        AssertRefused(answer, 401, "invalid_client", 7000215);
        string timestamp = Clock.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Assert.Equal((correlation, timestamp), (answer["correlation_id"], answer["timestamp"]));
        Assert.Equal(correlation, answer.Headers["client-request-id"]);
        Assert.EndsWith("/error?code=7000215", answer["error_uri"], StringComparison.Ordinal);
        Assert.Equal(
            "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app "
            + $"'administrator'. Trace ID: {answer["trace_id"]} Correlation ID: {correlation} Timestamp: {timestamp}",
            answer["error_description"]);
        Assert.Null(answer["suberror"]);
    }

    [Fact]
    public async Task A_tenant_that_does_not_exist_is_refused_wherever_it_is_named()
    {
        const string nowhere = "99999999-9999-9999-9999-999999999999";
        Answer token = await TokenAsync([("grant_type", "client_credentials")], nowhere);
        AssertRefused(token, 400, "invalid_request", 90002);
        Assert.Contains($"Tenant '{nowhere}' not found.", token["error_description"], StringComparison.Ordinal);
        AssertRefused(await Login.GetAsync($"/{nowhere}/v2.0/.well-known/openid-configuration", version: null), 400, "invalid_request", 90002);
        AssertRefused(await PostFormAsync($"/{nowhere}/oauth2/v2.0/devicecode", ("client_id", PublicClient)), 400, "invalid_request", 90002);
    }

    [Fact]
    public async Task An_application_signs_in_only_to_the_tenants_that_it_lives_in()
    {
        (string, string)[] request = [("grant_type", "client_credentials"), ("client_id", Elsewhere.Name), ("client_secret", Elsewhere.Secret!), ("scope", Scope)];
        Answer refused = await TokenAsync(request);
        AssertRefused(refused, 400, "unauthorized_client", 700016);
        Assert.Contains($"'{Elsewhere.Name}' was not found in the directory '{Hsm.Settings.TenantId}'", refused["error_description"], StringComparison.Ordinal);
        Assert.Equal(200, (await TokenAsync(request, OtherTenant)).Status);
    }

    [Fact]
    public async Task A_resource_that_the_tenant_does_not_have_is_named()
    {
        Answer answer = await TokenAsync(
            [("grant_type", "client_credentials"), ("client_id", Administrator.Name), ("client_secret", Administrator.Secret!), ("scope", "https://missing.example/.default")]);
        AssertRefused(answer, 400, "invalid_resource", 500011);
        Assert.Contains("The resource principal named https://missing.example was not found", answer["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_endpoint_is_posted_to() =>
        AssertRefused(await Login.GetAsync(Emulator.TokenEndpoint.AbsoluteUri, version: null), 400, "invalid_request", 900561);
}
