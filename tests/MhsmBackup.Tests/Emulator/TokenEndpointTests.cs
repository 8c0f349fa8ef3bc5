using System.Globalization;
using System.Text;
using System.Text.Json;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class TokenEndpointTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    [Fact]
    public async Task A_client_secret_gets_a_token_that_an_hsm_accepts()
    {
        Answer answer = await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", "https://managedhsm.azure.net/.default"));
        Assert.Equal(200, answer.Status);
        Assert.Equal("Bearer", answer["token_type"]);
        Assert.Equal(200, (await ClientFor(Hsm.Uri, answer["access_token"]).GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task The_first_version_of_the_endpoint_takes_a_resource()
    {
        Answer answer = await SignInAsync(Emulator.Authority + "/oauth2/token", ("resource", "https://managedhsm.azure.net"));
        Assert.Equal(200, (await ClientFor(Hsm.Uri, answer["access_token"]).GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task The_first_version_of_the_endpoint_tells_when_the_token_ends()
    {
        Answer answer = await SignInAsync(Emulator.Authority + "/oauth2/token", ("resource", Resource));
        Assert.Equal(JsonValueKind.String, answer.Json["expires_in"]!.GetValueKind());
        Assert.Equal((Clock.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), answer["expires_on"]);
        Assert.Equal(Resource, answer["resource"]);
    }

    [Fact]
    public async Task A_secret_comes_in_a_Basic_header_too()
    {
        string pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Administrator.Name}:{Uri.EscapeDataString(Administrator.Secret!)}"));
        Answer answer = await SendAsync(HttpMethod.Post, Emulator.TokenEndpoint.AbsoluteUri, [("Authorization", "Basic " + pair)], ("grant_type", "client_credentials"), ("scope", Scope));
        await AssertAcceptedAsync(answer["access_token"]);
    }

    [Fact]
    public async Task OpenId_scopes_beside_the_resource_change_nothing() =>
        await AssertAcceptedAsync((await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", $"openid {Scope} profile offline_access")))["access_token"]);

    [Fact]
    public async Task A_token_lasts_as_long_as_is_set()
    {
        Emulator.SignIn.TokenLifetime = TimeSpan.FromSeconds(3);
        Answer answer = await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", Scope));
        Assert.Equal("3", answer["expires_in"]);
        await AssertAcceptedAsync(answer["access_token"]);
        Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(401, (await ClientFor(Hsm.Uri, answer["access_token"]).GetAsync("/keys")).Status);
        Assert.Throws<ArgumentOutOfRangeException>(() => Emulator.SignIn.TokenLifetime = TimeSpan.Zero);
    }

    [Fact]
    public async Task A_token_names_its_application()
    {
        Answer answer = await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", Scope));
        JsonWebToken token = new(answer["access_token"]);
        Assert.Equal(("app", Administrator.Name, Administrator.ObjectId), (token.GetClaim("idtyp").Value, token.GetClaim("appid").Value, token.GetClaim("oid").Value));
        Assert.False(token.TryGetClaim("scp", out _));
    }

    [Fact]
    public async Task The_object_id_is_a_client_id_too()
    {
        Answer answer = await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", "https://managedhsm.azure.net/.default"), ("client_id", Administrator.ObjectId));
        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, "invalid_client")]
    [InlineData("client_id", "nobody", 400, "unauthorized_client")]
    [InlineData("grant_type", "password", 400, "unsupported_grant_type")]
    [InlineData("grant_type", "", 400, "invalid_request")]
    [InlineData("client_id", "", 400, "invalid_request")]
    [InlineData("client_secret", "", 401, "invalid_client")]
    [InlineData("scope", "", 400, "invalid_request")]
    [InlineData("scope", "https://managedhsm.azure.net", 400, "invalid_scope")]
    [InlineData("scope", "https://managedhsm.azure.net/user_impersonation", 400, "invalid_scope")]
    [InlineData("scope", "https://missing.example/.default", 400, "invalid_resource")]
    public async Task A_wrong_request_gets_the_error_of_OAuth(string member, string value, int status, string error)
    {
        Answer answer = await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", "https://managedhsm.azure.net/.default"), (member, value));
        Assert.Equal((status, error), (answer.Status, answer["error"]));
    }

    [Fact]
    public async Task Client_capabilities_that_are_declared_are_in_the_token()
    {
        Answer answer = await SignInAsync(
            Emulator.TokenEndpoint.AbsoluteUri,
            ("scope", "https://managedhsm.azure.net/.default"),
            ("claims", """{"access_token":{"xms_cc":{"values":["cp1"]}}}"""));
        JsonWebToken token = new(answer["access_token"]);
        Assert.Equal("cp1", token.GetClaim("xms_cc").Value);
    }

    [Fact]
    public async Task Discovery_leads_from_the_authority_to_the_token_endpoint_and_to_the_key_that_signs()
    {
        Answer configuration = await Login.GetAsync(Emulator.Authority + "/v2.0/.well-known/openid-configuration", version: null);
        Assert.Equal(Emulator.TokenEndpoint.AbsoluteUri, configuration["token_endpoint"]);
        Answer keys = await Login.GetAsync(configuration["jwks_uri"]!, version: null);
        TokenValidationResult result = await new JsonWebTokenHandler().ValidateTokenAsync(Emulator.IssueToken(Administrator), new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(keys.Text).GetSigningKeys(),
            ValidIssuer = configuration["issuer"],
            ValidAudience = "https://managedhsm.azure.net",
        });
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task Discovery_names_every_endpoint_and_each_is_there()
    {
        Answer configuration = await Login.GetAsync(Emulator.Authority + "/v2.0/.well-known/openid-configuration", version: null);
        foreach (string member in new[] { "authorization_endpoint", "device_authorization_endpoint", "end_session_endpoint", "jwks_uri", "token_endpoint" })
        {
            Assert.StartsWith(Emulator.Authority.AbsoluteUri, configuration[member], StringComparison.Ordinal);
            Assert.NotEqual(404, (await SendAsync(member is "token_endpoint" or "device_authorization_endpoint" ? HttpMethod.Post : HttpMethod.Get, configuration[member]!, [])).Status);
        }
    }

    [Theory]
    [InlineData("common")]
    [InlineData("organizations")]
    public async Task A_shared_name_stands_for_the_home_tenant_and_its_issuer_is_a_pattern(string name)
    {
        Answer configuration = await Login.GetAsync($"/{name}/v2.0/.well-known/openid-configuration", version: null);
        Assert.Equal(Emulator.SignIn.AuthorityHost + "{tenantid}/v2.0", configuration["issuer"]);
        Answer answer = await SignInAsync(configuration["token_endpoint"]!, ("scope", Scope));
        await AssertAcceptedAsync(answer["access_token"]);
    }

    [Fact]
    public async Task Instance_discovery_knows_the_endpoint_itself()
    {
        string authorize = Uri.EscapeDataString(Emulator.Authority + "/oauth2/v2.0/authorize");
        Answer answer = await Login.GetAsync($"/common/discovery/instance?api-version=1.1&authorization_endpoint={authorize}", version: null);
        Assert.Equal(Emulator.Authority + "/v2.0/.well-known/openid-configuration", answer["tenant_discovery_endpoint"]);
        Assert.Equal(Emulator.Authority.Authority, answer.Json["metadata"]![0]!["preferred_network"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("client_secret")]
    [InlineData("client_assertion")]
    [InlineData("assertion")]
    [InlineData("code")]
    [InlineData("device_code")]
    [InlineData("refresh_token")]
    public async Task The_log_holds_no_secret_of_a_sign_in(string parameter)
    {
        await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri + $"?{parameter}=in-the-query", ("scope", "https://managedhsm.azure.net/.default"));
        var request = await Emulator.Requests.WaitForAsync(entry => entry.Hsm is null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("in-the-query", request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Administrator.Secret!, request.ToString(), StringComparison.Ordinal);
    }

    private Task<Answer> SignInAsync(string address, params (string Name, string Value)[] members) => PostFormAsync(
        address, [("grant_type", "client_credentials"), ("client_id", Administrator.Name), ("client_secret", Administrator.Secret!), .. members]);
}
