using System.Text.Json.Nodes;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class SignInControlTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    [Theory]
    [InlineData("", "megan@contoso.com")]
    [InlineData("?user=unwilling@contoso.com", "unwilling@contoso.com")]
    public async Task It_lists_and_approves_device_codes(string query, string user)
    {
        Answer code = await CodeAsync();
        JsonArray waiting = JsonNode.Parse((await Login.GetAsync("/_emulator/device-codes", version: null)).Text)!.AsArray();
        Assert.Equal(code["user_code"], Assert.Single(waiting)!.GetValue<string>());
        Assert.Equal(204, (await Login.PostAsync($"/_emulator/device-codes/{code["user_code"]}/approve{query}", version: null)).Status);
        Answer answer = await PollAsync(code);
        if (user == User.Name)
        {
            Assert.Equal(user, new JsonWebToken(answer["access_token"]).GetClaim("upn").Value);
        }
        else
        {
            AssertRefused(answer, 400, "invalid_grant", 65001);
        }
    }

    [Fact]
    public async Task It_declines_device_codes()
    {
        Answer code = await CodeAsync();
        Assert.Equal(204, (await Login.PostAsync($"/_emulator/device-codes/{code["user_code"]}/decline", version: null)).Status);
        AssertRefused(await PollAsync(code), 400, "authorization_declined", 65004);
        Assert.Equal(404, (await Login.PostAsync($"/_emulator/device-codes/{code["user_code"]}/approve", version: null)).Status);
    }

    [Fact]
    public async Task It_names_a_user_that_is_not_there()
    {
        Answer code = await CodeAsync();
        Answer answer = await Login.PostAsync($"/_emulator/device-codes/{code["user_code"]}/approve?user=nobody", version: null);
        Assert.Equal(404, answer.Status);
        Assert.Contains("nobody", answer["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_changes_the_settings_that_are_sent_and_no_others()
    {
        Answer answer = await Login.SendAsync(HttpMethod.Patch, "/_emulator/sign-in", new { tokenLifetimeSeconds = 5, deviceCodeIntervalSeconds = 2 }, version: null);
        Assert.Equal(("5", "2", "900"), (answer["tokenLifetimeSeconds"], answer["deviceCodeIntervalSeconds"], answer["deviceCodeLifetimeSeconds"]));
        Assert.Equal((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2)), (Emulator.SignIn.TokenLifetime, Emulator.SignIn.DeviceCodeInterval));
        Assert.Equal(TimeSpan.FromDays(90), Emulator.SignIn.RefreshTokenLifetime);
        Assert.Equal(400, (await Login.SendAsync(HttpMethod.Patch, "/_emulator/sign-in", new { tokenLifetimeSeconds = 0 }, version: null)).Status);
        Assert.Equal(400, (await Login.SendAsync(HttpMethod.Patch, "/_emulator/sign-in", new { unknown = 1 }, version: null)).Status);
    }

    [Fact]
    public async Task It_issues_federated_tokens()
    {
        JsonWebToken token = new((await Login.PostAsync("/_emulator/federated-tokens", new { subject = "s", lifetimeSeconds = 60 }, version: null))["token"]);
        Assert.Equal((Emulator.SignIn.FederationIssuer.AbsoluteUri, "s"), (token.Issuer, token.Subject));
        Assert.Equal(["api://AzureADTokenExchange"], token.Audiences);
        Assert.Equal(TimeSpan.FromMinutes(1), token.ValidTo - token.ValidFrom);
        Assert.Equal(400, (await Login.PostAsync("/_emulator/federated-tokens", new { }, version: null)).Status);
    }

    [Fact]
    public async Task It_revokes_refresh_tokens()
    {
        Answer tokens = await SignInAsync(User);
        Assert.Equal(204, (await Login.DeleteAsync("/_emulator/refresh-tokens")).Status);
        Answer answer = await TokenAsync([("grant_type", "refresh_token"), ("client_id", PublicClient), ("refresh_token", tokens["refresh_token"]!), ("scope", Scope)]);
        AssertRefused(answer, 400, "invalid_grant", 50173);
    }

    private Task<Answer> CodeAsync() => PostFormAsync("/common/oauth2/v2.0/devicecode", ("client_id", PublicClient), ("scope", Scope));

    private Task<Answer> PollAsync(Answer code) => TokenAsync([("grant_type", "device_code"), ("client_id", PublicClient), ("device_code", code["device_code"]!)]);
}
