using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class RefreshTokenTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    [Fact]
    public async Task It_gives_new_tokens_when_the_old_one_has_ended()
    {
        Answer first = await SignInAsync(User);
        Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(401, (await ClientFor(Hsm.Uri, first["access_token"]).GetAsync("/keys")).Status);
        Answer second = await RefreshAsync(first);
        await AssertAcceptedAsync(second["access_token"]);
        await AssertAcceptedAsync((await RefreshAsync(second))["access_token"]);
    }

    [Fact]
    public async Task It_is_good_for_another_resource_and_another_tenant()
    {
        Answer first = await SignInAsync(User);
        JsonWebToken token = new((await RefreshAsync(first, OtherTenant, ("scope", "https://storage.azure.com/.default")))["access_token"]);
        Assert.Equal(["https://storage.azure.com"], token.Audiences);
        Assert.Equal((OtherTenant, User.ObjectId), (token.GetClaim("tid").Value, token.GetClaim("oid").Value));
        JsonWebToken old = new((await PostFormAsync($"/{Hsm.Settings.TenantId}/oauth2/token", ("grant_type", "refresh_token"), ("client_id", PublicClient), ("refresh_token", first["refresh_token"]!), ("resource", "https://vault.azure.net")))["access_token"]);
        Assert.Equal(["https://vault.azure.net"], old.Audiences);
    }

    [Fact]
    public async Task A_user_is_refused_in_a_tenant_that_is_not_theirs()
    {
        Answer first = await SignInAsync(Guest, tenant: OtherTenant);
        AssertRefused(await RefreshAsync(first), 400, "invalid_grant", 50020);
    }

    [Theory]
    [InlineData("client_id", "another", 700005)]
    [InlineData("refresh_token", "unknown", 9002313)]
    public async Task It_is_good_for_nobody_else(string member, string value, int code) =>
        AssertRefused(await RefreshAsync(await SignInAsync(User), members: (member, value)), 400, "invalid_grant", code);

    [Fact]
    public async Task It_ends_when_it_is_revoked_and_a_later_one_does_not()
    {
        Answer first = await SignInAsync(User);
        Emulator.SignIn.RevokeRefreshTokens();
        Answer refused = await RefreshAsync(first);
        AssertRefused(refused, 400, "invalid_grant", 50173);
        Assert.Equal("bad_token", refused["suberror"]);
        Assert.Equal(200, (await RefreshAsync(await SignInAsync(User))).Status);
    }

    [Fact]
    public async Task It_ends_after_ninety_days()
    {
        Answer first = await SignInAsync(User);
        Clock.Advance(TimeSpan.FromDays(90));
        Answer refused = await RefreshAsync(first);
        AssertRefused(refused, 400, "invalid_grant", 700082);
        Assert.Contains("was inactive for 90.00:00:00", refused["error_description"], StringComparison.Ordinal);
    }

    private Task<Answer> RefreshAsync(Answer tokens, string? tenant = null, params (string Name, string Value)[] members) => TokenAsync(
        [("grant_type", "refresh_token"), ("client_id", PublicClient), ("refresh_token", tokens["refresh_token"]!), ("scope", Scope), .. members], tenant);
}
