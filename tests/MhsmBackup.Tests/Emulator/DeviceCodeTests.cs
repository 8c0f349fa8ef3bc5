using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class DeviceCodeTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    [Fact]
    public async Task A_client_is_told_what_to_tell_its_user()
    {
        Answer answer = await CodeAsync();
        Assert.Equal(9, answer["user_code"]!.Length);
        Assert.Equal(("900", "1"), (answer["expires_in"], answer["interval"]));
        Assert.Equal(
            $"To sign in, use a web browser to open the page {answer["verification_uri"]} and enter the code {answer["user_code"]} to authenticate.",
            answer["message"]);
        Assert.Equal([answer["user_code"]!], Emulator.SignIn.PendingUserCodes);
        Assert.Equal(answer["user_code"], await Emulator.SignIn.WaitForUserCodeAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:grant-type:device_code")]
    [InlineData("device_code")]
    public async Task It_is_pending_until_the_user_has_signed_in_and_gives_tokens_once(string grant)
    {
        Answer code = await CodeAsync();
        AssertRefused(await PollAsync(code, grant), 400, "authorization_pending", 70016);
        Emulator.SignIn.Approve(code["user_code"]!.ToLowerInvariant(), User);
        Assert.Empty(Emulator.SignIn.PendingUserCodes);
        await AssertAcceptedAsync((await PollAsync(code, grant))["access_token"]);
        AssertRefused(await PollAsync(code, grant), 400, "bad_verification_code", 7000014);
    }

    [Fact]
    public async Task A_decline_is_told()
    {
        Answer code = await CodeAsync();
        Emulator.SignIn.Decline(code["user_code"]!);
        AssertRefused(await PollAsync(code), 400, "authorization_declined", 65004);
        Assert.Throws<KeyNotFoundException>(() => Emulator.SignIn.Approve(code["user_code"]!, User));
    }

    [Fact]
    public async Task It_ends()
    {
        Emulator.SignIn.DeviceCodeLifetime = TimeSpan.FromSeconds(30);
        Answer code = await CodeAsync();
        Assert.Equal("30", code["expires_in"]);
        Clock.Advance(TimeSpan.FromSeconds(30));
        AssertRefused(await PollAsync(code), 400, "expired_token", 70020);
        Assert.Empty(Emulator.SignIn.PendingUserCodes);
        Assert.Throws<KeyNotFoundException>(() => Emulator.SignIn.Approve(code["user_code"]!, User));
    }

    [Fact]
    public async Task It_is_its_clients_own()
    {
        Answer code = await CodeAsync();
        Emulator.SignIn.Approve(code["user_code"]!, User);
        AssertRefused(await PollAsync(code, client: "another"), 400, "invalid_grant", 700005);
    }

    [Fact]
    public async Task A_client_that_sends_a_secret_must_know_it()
    {
        Answer code = await PostFormAsync("/organizations/oauth2/v2.0/devicecode", ("client_id", Administrator.Name), ("scope", Scope));
        Emulator.SignIn.Approve(code["user_code"]!, User);
        (string, string)[] poll = [("grant_type", "device_code"), ("client_id", Administrator.Name), ("device_code", code["device_code"]!)];
        AssertRefused(await TokenAsync([.. poll, ("client_secret", "wrong")]), 401, "invalid_client", 7000215);
        Assert.Equal(200, (await TokenAsync([.. poll, ("client_secret", Administrator.Secret!)])).Status);
    }

    [Fact]
    public async Task A_user_of_another_tenant_or_without_consent_gets_no_tokens()
    {
        Answer guest = await SignInAsync(Guest);
        AssertRefused(guest, 400, "invalid_grant", 50020);
        Assert.Contains($"'{Guest.Name}'", guest["error_description"], StringComparison.Ordinal);
        Answer unwilling = await SignInAsync(Unwilling);
        AssertRefused(unwilling, 400, "invalid_grant", 65001);
        Assert.Equal("consent_required", unwilling["suberror"]);
        Assert.Equal(200, (await SignInAsync(Guest, tenant: OtherTenant)).Status);
    }

    [Fact]
    public async Task The_tokens_tell_who_has_signed_in()
    {
        Answer answer = await SignInAsync(User);
        JsonWebToken access = new(answer["access_token"]);
        Assert.Equal((User.ObjectId, Hsm.Settings.TenantId, PublicClient), (Claim(access, "oid"), Claim(access, "tid"), Claim(access, "appid")));
        Assert.Equal(("user", "user_impersonation"), (Claim(access, "idtyp"), Claim(access, "scp")));
        Assert.Equal((User.Name, User.Name, User.DisplayName), (Claim(access, "upn"), Claim(access, "unique_name"), Claim(access, "name")));
        JsonWebToken id = new(answer["id_token"]);
        Assert.Equal([PublicClient], id.Audiences);
        Assert.Equal((User.ObjectId, Hsm.Settings.TenantId, User.Name), (Claim(id, "oid"), Claim(id, "tid"), Claim(id, "preferred_username")));
        Assert.Equal(
            $$"""{"uid":"{{User.ObjectId}}","utid":"{{Hsm.Settings.TenantId}}"}""",
            Base64UrlEncoder.Decode(answer["client_info"]));
        Assert.Equal($"openid profile {Resource}/user_impersonation {Scope}", answer["scope"]);

        static string Claim(JsonWebToken token, string name) => token.GetClaim(name).Value;
    }

    [Fact]
    public async Task Only_what_is_asked_for_comes()
    {
        Answer answer = await SignInAsync(User, Scope);
        Assert.Equal((null, null), (answer["refresh_token"], answer["id_token"]));
        JsonWebToken token = new((await SignInAsync(User, "openid offline_access"))["access_token"]);
        Assert.Equal(["https://graph.microsoft.com"], token.Audiences);
    }

    [Theory]
    [InlineData("", 900144, "invalid_request")]
    [InlineData("https://managedhsm.azure.net", 70011, "invalid_scope")]
    [InlineData("https://a.example/.default https://b.example/.default", 70011, "invalid_scope")]
    public async Task A_scope_that_cannot_be_had_is_refused_at_once(string scope, int code, string error) =>
        AssertRefused(await CodeAsync(scope), 400, error, code);

    [Fact]
    public async Task The_page_takes_the_code_and_the_user()
    {
        Answer code = await CodeAsync();
        Answer page = await Login.GetAsync(code["verification_uri"] + "?otc=%22%3E%3Cscript%3E", version: null);
        Assert.Equal(200, page.Status);
        Assert.Contains("name=\"code\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page.Text, StringComparison.Ordinal);

        Assert.Equal(400, (await PostFormAsync("/devicelogin", ("code", "WRONGCODE"), ("username", User.Name), ("action", "accept"))).Status);
        Assert.Equal(400, (await PostFormAsync("/devicelogin", ("code", code["user_code"]!), ("username", "nobody"), ("action", "accept"))).Status);
        AssertRefused(await PollAsync(code), 400, "authorization_pending", 70016);
        Answer done = await PostFormAsync("/devicelogin", ("code", code["user_code"]!), ("username", User.Name), ("action", "accept"));
        Assert.Contains(User.Name, System.Net.WebUtility.HtmlDecode(done.Text), StringComparison.Ordinal);
        Assert.Equal(200, (await PollAsync(code)).Status);
    }

    [Fact]
    public async Task The_page_declines()
    {
        Answer code = await CodeAsync();
        Assert.Equal(200, (await PostFormAsync("/devicelogin", ("code", code["user_code"]!), ("action", "decline"))).Status);
        AssertRefused(await PollAsync(code), 400, "authorization_declined", 65004);
    }

    [Fact]
    public async Task One_can_wait_for_the_next_code()
    {
        Task<string> next = Emulator.SignIn.WaitForUserCodeAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        Answer code = await CodeAsync();
        Assert.Equal(code["user_code"], await next);
    }

    private Task<Answer> CodeAsync(string scope = Scope + " openid profile offline_access") =>
        PostFormAsync("/organizations/oauth2/v2.0/devicecode", ("client_id", PublicClient), ("scope", scope));

    private Task<Answer> PollAsync(Answer code, string grant = "urn:ietf:params:oauth:grant-type:device_code", string client = PublicClient) =>
        TokenAsync([("grant_type", grant), ("client_id", client), ("device_code", code["device_code"]!)], "organizations");
}
