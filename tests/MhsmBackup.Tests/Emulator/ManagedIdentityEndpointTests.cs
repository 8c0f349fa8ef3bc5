using System.Globalization;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class ManagedIdentityEndpointTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    private static readonly (string, string)[] Metadata = [("Metadata", "true")];

    private string ExpiresOn => (Clock.GetUtcNow() + TimeSpan.FromHours(1)).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private (string, string)[] Secret => [("X-IDENTITY-HEADER", Emulator.SignIn.IdentityHeader)];

    [Fact]
    public async Task App_Service_gives_a_token_of_the_system_assigned_identity()
    {
        Answer answer = await AppServiceAsync($"api-version=2019-08-01&resource={Resource}");
        Assert.Equal((200, "Bearer", Resource, ExpiresOn, Machine.ClientId), (answer.Status, answer["token_type"], answer["resource"], answer["expires_on"], answer["client_id"]));
        await AssertAcceptedAsync(answer["access_token"]);
        JsonWebToken token = new(answer["access_token"]);
        Assert.Equal((Machine.ObjectId, "app", Machine.ResourceId), (token.GetClaim("oid").Value, token.GetClaim("idtyp").Value, token.GetClaim("xms_mirid").Value));
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("principal_id")]
    [InlineData("object_id")]
    [InlineData("mi_res_id")]
    public async Task App_Service_gives_a_token_of_the_identity_that_is_named(string parameter)
    {
        Answer answer = await AppServiceAsync($"api-version=2019-08-01&resource={Resource}&{parameter}={Id(parameter)}");
        Assert.Equal(Assigned.ObjectId, new JsonWebToken(answer["access_token"]).GetClaim("oid").Value);
    }

    [Fact]
    public async Task Azure_Automation_posts_a_form_without_a_version()
    {
        Answer answer = await SendAsync(HttpMethod.Post, Emulator.SignIn.IdentityEndpoint.AbsoluteUri, [.. Secret, .. Metadata], ("resource", Resource), ("client_id", Assigned.ClientId));
        Assert.Equal(Assigned.ClientId, answer["client_id"]);
        await AssertAcceptedAsync(answer["access_token"]);
    }

    [Theory]
    [InlineData("api-version=2019-08-01", "resource")]
    [InlineData("resource=https://managedhsm.azure.net", "api-version")]
    [InlineData("api-version=2017-09-01&resource=https://managedhsm.azure.net", "api-version")]
    [InlineData("api-version=2019-08-01&resource=https://managedhsm.azure.net&client_id=nobody", "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.")]
    [InlineData("api-version=2019-08-01&resource=https://missing.example", "AADSTS500011")]
    public async Task App_Service_says_what_is_wrong(string query, string message)
    {
        Answer answer = await AppServiceAsync(query);
        Assert.Equal((400, "400"), (answer.Status, answer["statusCode"]));
        Assert.Contains(message, answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_Service_wants_its_secret_which_is_not_in_the_log()
    {
        string path = Emulator.SignIn.IdentityEndpoint + $"?api-version=2019-08-01&resource={Resource}";
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, path, [])).Status);
        Assert.Equal(401, (await SendAsync(HttpMethod.Get, path, [("X-IDENTITY-HEADER", Emulator.SignIn.IdentityHeader + "x")])).Status);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, path, Secret)).Status);
        Assert.All(Emulator.Requests.All, request => Assert.DoesNotContain(request.Headers.Values, value => value.Contains(Emulator.SignIn.IdentityHeader, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_metadata_service_gives_a_token_with_its_times_as_texts()
    {
        Answer answer = await MetadataAsync($"api-version=2018-02-01&resource={Resource}");
        Assert.Equal(("3600", ExpiresOn, Resource, "Bearer"), (answer["expires_in"], answer["expires_on"], answer["resource"], answer["token_type"]));
        Assert.Equal(System.Text.Json.JsonValueKind.String, answer.Json["expires_in"]!.GetValueKind());
        Assert.Equal(Machine.ClientId, answer["client_id"]);
        await AssertAcceptedAsync(answer["access_token"]);
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("object_id")]
    [InlineData("msi_res_id")]
    public async Task The_metadata_service_gives_a_token_of_the_identity_that_is_named(string parameter)
    {
        Answer answer = await MetadataAsync($"api-version=2018-02-01&resource={Resource}&{parameter}={Id(parameter)}");
        Assert.Equal(Assigned.ObjectId, new JsonWebToken(answer["access_token"]).GetClaim("oid").Value);
    }

    [Theory]
    [InlineData("api-version=2018-02-01", "invalid_request", "Required audience parameter not specified")]
    [InlineData("resource=https://managedhsm.azure.net", "invalid_request", "Required api-version parameter not specified")]
    [InlineData("api-version=2018-02-01&resource=https://managedhsm.azure.net&client_id=nobody", "invalid_request", "Identity not found")]
    [InlineData("api-version=2018-02-01&resource=https://missing.example", "invalid_resource", "AADSTS500011: The resource principal named https://missing.example was not found in the tenant.")]
    public async Task The_metadata_service_says_what_is_wrong(string query, string error, string description)
    {
        Answer answer = await MetadataAsync(query);
        Assert.Equal((400, error, description), (answer.Status, answer["error"], answer["error_description"]));
    }

    [Fact]
    public async Task The_metadata_service_answers_no_request_that_a_server_was_talked_into()
    {
        string query = $"api-version=2018-02-01&resource={Resource}";
        Answer bare = await SendAsync(HttpMethod.Get, "/metadata/identity/oauth2/token?" + query, []);
        Assert.Equal((400, "bad_request_102", "Required metadata header not specified"), (bare.Status, bare["error"], bare["error_description"]));
        Assert.Equal(400, (await SendAsync(HttpMethod.Get, "/metadata/identity/oauth2/token?" + query, [.. Metadata, ("X-Forwarded-For", "10.0.0.1")])).Status);
    }

    [Fact]
    public async Task Cloud_Shell_gives_a_token_of_its_user()
    {
        Answer answer = await SendAsync(HttpMethod.Post, Emulator.SignIn.CloudShellEndpoint.AbsoluteUri, Metadata, ("resource", Resource));
        JsonWebToken token = new(answer["access_token"]);
        Assert.Equal((User.ObjectId, "user"), (token.GetClaim("oid").Value, token.GetClaim("idtyp").Value));
        Assert.Equal(ExpiresOn, answer["expires_on"]);
        await AssertAcceptedAsync(answer["access_token"]);
        Answer refused = await SendAsync(HttpMethod.Post, Emulator.SignIn.CloudShellEndpoint.AbsoluteUri, [], ("resource", Resource));
        Assert.Equal((400, "bad_request_102"), (refused.Status, refused.ErrorCode));
    }

    private static string Id(string parameter) => Uri.EscapeDataString(parameter switch
    {
        "client_id" => Assigned.ClientId,
        "mi_res_id" or "msi_res_id" => Assigned.ResourceId!,
        _ => Assigned.ObjectId,
    });

    private Task<Answer> AppServiceAsync(string query) => SendAsync(HttpMethod.Get, Emulator.SignIn.IdentityEndpoint + "?" + query, Secret);

    private Task<Answer> MetadataAsync(string query) => SendAsync(HttpMethod.Get, Emulator.SignIn.MetadataHost + "metadata/identity/oauth2/token?" + query, Metadata);
}
