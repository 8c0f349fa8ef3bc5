using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class FederationTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    private string PipelinesAddress => Emulator.SignIn.PipelinesOidcRequestUri + "?api-version=7.1&serviceConnectionId=";

    private (string, string)[] PipelinesToken => [("Authorization", "Bearer " + Emulator.SignIn.PipelinesAccessToken)];

    [Fact]
    public async Task Azure_Pipelines_gives_the_token_of_a_service_connection_and_its_principal_signs_in_with_it()
    {
        Answer answer = await SendAsync(HttpMethod.Post, PipelinesAddress + ServiceConnectionId, PipelinesToken);
        await AssertIssuedAsync(answer["oidcToken"]!, Emulator.SignIn.PipelinesIssuer, "sc://contoso/backups/pipeline", FederatedCredential.DefaultAudience);
        await AssertSignsInAsync(Pipeline, answer["oidcToken"]!);
    }

    [Fact]
    public async Task Azure_Pipelines_refuses_a_token_that_is_not_the_jobs()
    {
        Answer suppressed = await SendAsync(HttpMethod.Post, PipelinesAddress + ServiceConnectionId, [("Authorization", "Bearer x"), ("X-TFS-FedAuthRedirect", "Suppress")]);
        Assert.Equal((401, "UnauthorizedRequestException"), (suppressed.Status, suppressed["typeKey"]));
        Answer redirected = await SendAsync(HttpMethod.Post, PipelinesAddress + ServiceConnectionId, []);
        Assert.Equal(302, redirected.Status);
        Assert.Contains("/_signin?", redirected.Headers["Location"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Azure_Pipelines_names_what_it_does_not_know()
    {
        Answer unknown = await SendAsync(HttpMethod.Post, PipelinesAddress + "99999999-0000-4000-8000-000000000000", PipelinesToken);
        Assert.Equal((404, "ServiceEndpointNotFoundException"), (unknown.Status, unknown["typeKey"]));
        Assert.Contains("99999999-0000-4000-8000-000000000000", unknown["message"], StringComparison.Ordinal);
        Answer versionless = await SendAsync(HttpMethod.Post, Emulator.SignIn.PipelinesOidcRequestUri + "?serviceConnectionId=" + ServiceConnectionId, PipelinesToken);
        Assert.Equal(400, versionless.Status);
        Assert.StartsWith("No api-version was supplied", versionless["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Azure_Pipelines_gives_the_pipelines_own_token_when_no_connection_is_named()
    {
        Answer answer = await SendAsync(HttpMethod.Post, Emulator.SignIn.PipelinesOidcRequestUri + "?api-version=7.1", PipelinesToken);
        Assert.StartsWith("p://contoso/backups/", new JsonWebToken(answer["oidcToken"]).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GitHub_Actions_gives_a_token_for_the_audience_that_is_appended()
    {
        string address = Emulator.SignIn.GitHubRequestUrl + "&audience=" + Uri.EscapeDataString(FederatedCredential.DefaultAudience);
        Answer answer = await SendAsync(HttpMethod.Get, address, [("Authorization", "bearer " + Emulator.SignIn.GitHubRequestToken)]);
        Assert.Equal(answer["value"]!.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), answer["count"]);
        await AssertIssuedAsync(answer["value"]!, Emulator.SignIn.GitHubIssuer, FederatedCredential.GitHubSubject, FederatedCredential.DefaultAudience);
        await AssertSignsInAsync(Workload, answer["value"]!);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, address, [("Authorization", "bearer x")])).Status);
    }

    [Fact]
    public async Task The_workload_issuer_has_a_document_and_keys_of_its_own() =>
        await AssertIssuedAsync(Emulator.SignIn.IssueFederatedToken("s", "a"), Emulator.SignIn.FederationIssuer, "s", "a");

    private async Task AssertSignsInAsync(EmulatorPrincipal principal, string token)
    {
        Answer answer = await TokenAsync(
        [
            ("grant_type", "client_credentials"), ("client_id", principal.Name), ("scope", Scope),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", token),
        ]);
        await AssertAcceptedAsync(answer["access_token"]);
    }

    /// <summary>As anyone would verify it: from the issuer's document to its keys.</summary>
    private async Task AssertIssuedAsync(string token, Uri issuer, string subject, string audience)
    {
        Answer document = await Login.GetAsync(issuer + "/.well-known/openid-configuration", version: null);
        Assert.Equal(issuer.AbsoluteUri, document["issuer"]);
        Answer keys = await Login.GetAsync(document["jwks_uri"]!, version: null);
        TokenValidationResult result = await new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKeys = new JsonWebKeySet(keys.Text).GetSigningKeys(), ValidIssuer = issuer.AbsoluteUri, ValidAudience = audience,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(subject, new JsonWebToken(token).Subject);
    }
}
