using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class TokenEndpointTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    private WireClient Login => ClientFor(Emulator.TokenEndpoint, token: null);

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
    public async Task The_object_id_is_a_client_id_too()
    {
        Answer answer = await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri, ("scope", "https://managedhsm.azure.net/.default"), ("client_id", Administrator.ObjectId));
        Assert.Equal(200, answer.Status);
    }

    [Theory]
    [InlineData("client_secret", "wrong", 401, "invalid_client")]
    [InlineData("client_id", "nobody", 400, "unauthorized_client")]
    [InlineData("grant_type", "password", 400, "unsupported_grant_type")]
    [InlineData("scope", "https://managedhsm.azure.net", 400, "invalid_scope")]
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
    public async Task Instance_discovery_knows_the_endpoint_itself()
    {
        string authorize = Uri.EscapeDataString(Emulator.Authority + "/oauth2/v2.0/authorize");
        Answer answer = await Login.GetAsync($"/common/discovery/instance?api-version=1.1&authorization_endpoint={authorize}", version: null);
        Assert.Equal(Emulator.Authority + "/v2.0/.well-known/openid-configuration", answer["tenant_discovery_endpoint"]);
        Assert.Equal(Emulator.Authority.Authority, answer.Json["metadata"]![0]!["preferred_network"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_Azure_SDKs_own_credential_signs_in_here()
    {
        using HttpClientHandler handler = new() { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate is not null && IsTrusted(certificate) };
        using HttpClientTransport transport = new(handler);
        ClientSecretCredential credential = new(Hsm.Settings.TenantId, Administrator.Name, Administrator.Secret, new ClientSecretCredentialOptions
        {
            AuthorityHost = new Uri(Emulator.Authority.GetLeftPart(UriPartial.Authority)),
            DisableInstanceDiscovery = true,
            Transport = transport,
        });
        AccessToken token = await credential.GetTokenAsync(
            new TokenRequestContext(["https://managedhsm.azure.net/.default"], isCaeEnabled: true), TestContext.Current.CancellationToken);
        Assert.Equal(200, (await ClientFor(Hsm.Uri, token.Token).GetAsync("/keys")).Status);
        Assert.Equal("CP1", new JsonWebToken(token.Token).GetClaim("xms_cc").Value);
    }

    [Fact]
    public async Task The_log_holds_no_secret_of_a_sign_in()
    {
        await SignInAsync(Emulator.TokenEndpoint.AbsoluteUri + "?client_secret=in-the-query", ("scope", "https://managedhsm.azure.net/.default"));
        var request = await Emulator.Requests.WaitForAsync(entry => entry.Hsm is null, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("in-the-query", request.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Administrator.Secret!, request.ToString(), StringComparison.Ordinal);
    }

    private bool IsTrusted(X509Certificate2 certificate)
    {
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Emulator.CaCertificatePem);
        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate);
    }

    private async Task<Answer> SignInAsync(string address, params (string Name, string Value)[] members)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials", ["client_id"] = Administrator.Name, ["client_secret"] = Administrator.Secret! };
        foreach ((string name, string value) in members)
        {
            form[name] = value;
        }

        using HttpRequestMessage request = new(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        return await Login.SendAsync(request);
    }
}
