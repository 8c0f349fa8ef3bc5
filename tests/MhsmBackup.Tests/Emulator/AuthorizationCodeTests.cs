using System.Net;
using System.Security.Cryptography;
using System.Text;
using MhsmBackup.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class AuthorizationCodeTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    private const string Redirect = "http://localhost:50123/";
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static readonly string Challenge = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    [Theory]
    [InlineData("S256")]
    [InlineData("plain")]
    public async Task A_browser_comes_back_with_a_code_that_gives_tokens_once(string method)
    {
        Dictionary<string, StringValues> back = Back(await AuthorizeAsync(
            ("code_challenge", method == "plain" ? Verifier : Challenge), ("code_challenge_method", method), ("state", "a state&"), ("nonce", "n-1")));
        Assert.Equal("a state&", back["state"]);
        Answer answer = await RedeemAsync(back["code"]!);
        await AssertAcceptedAsync(answer["access_token"]);
        JsonWebToken id = new(answer["id_token"]);
        Assert.Equal((User.Name, "n-1"), (id.GetClaim("preferred_username").Value, id.GetClaim("nonce").Value));
        Assert.NotNull(answer["refresh_token"]);
        AssertRefused(await RedeemAsync(back["code"]!), 400, "invalid_grant", 54005);
    }

    [Fact]
    public async Task The_user_is_the_one_of_the_hint()
    {
        Answer answer = await AuthorizeAsync(("login_hint", Guest.Name), ("tenant", OtherTenant));
        Answer tokens = await RedeemAsync(Back(answer)["code"]!, OtherTenant, ("code_verifier", ""));
        Assert.Equal(Guest.ObjectId, new JsonWebToken(tokens["access_token"]).GetClaim("oid").Value);
    }

    [Theory]
    [InlineData("code_verifier", "another", "invalid_grant", 501481)]
    [InlineData("code_verifier", "", "invalid_grant", 501481)]
    [InlineData("client_id", "another", "invalid_grant", 700005)]
    [InlineData("code", "unknown", "invalid_grant", 9002313)]
    [InlineData("redirect_uri", "http://localhost:50124/", "invalid_client", 500112)]
    public async Task A_code_is_good_for_nobody_else(string member, string value, string error, int code)
    {
        Dictionary<string, StringValues> back = Back(await AuthorizeAsync(("code_challenge", Challenge), ("code_challenge_method", "S256")));
        AssertRefused(await RedeemAsync(back["code"]!, members: (member, value)), error == "invalid_client" ? 401 : 400, error, code);
    }

    [Fact]
    public async Task A_code_ends_after_ten_minutes()
    {
        Dictionary<string, StringValues> back = Back(await AuthorizeAsync());
        Clock.Advance(TimeSpan.FromMinutes(10));
        AssertRefused(await RedeemAsync(back["code"]!), 400, "invalid_grant", 70008);
    }

    [Theory]
    [InlineData("login_hint", "unwilling@contoso.com", "consent_required", 65001)]
    [InlineData("login_hint", "guest@fabrikam.com", "invalid_grant", 50020)]
    [InlineData("login_hint", "nobody@contoso.com", "invalid_grant", 50034)]
    [InlineData("response_type", "token", "unsupported_response_type", 700054)]
    [InlineData("scope", "https://managedhsm.azure.net", "invalid_scope", 70011)]
    [InlineData("scope", "https://missing.example/.default", "invalid_resource", 500011)]
    [InlineData("code_challenge_method", "S512", "invalid_request", 9002313)]
    public async Task A_refusal_goes_back_to_the_client(string member, string value, string error, int code)
    {
        Dictionary<string, StringValues> back = Back(await AuthorizeAsync(("state", "s"), ("code_challenge", Challenge), (member, value)));
        Assert.Equal((error, "s"), (back["error"].ToString(), back["state"].ToString()));
        Assert.StartsWith($"AADSTS{code}: ", back["error_description"].ToString(), StringComparison.Ordinal);
        Assert.False(back.ContainsKey("code"));
    }

    [Theory]
    [InlineData("redirect_uri", "https://evil.example/")]
    [InlineData("redirect_uri", "file:///localhost/x")]
    [InlineData("redirect_uri", "")]
    [InlineData("client_id", "")]
    public async Task Nothing_goes_to_an_address_that_is_not_on_this_machine(string member, string value)
    {
        Answer answer = await AuthorizeAsync((member, value));
        Assert.Equal(400, answer.Status);
        Assert.False(answer.Headers.ContainsKey("Location"));
        Assert.Contains("AADSTS", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_comes_in_the_fragment_or_as_a_form_when_that_is_asked_for()
    {
        string location = (await AuthorizeAsync(("response_mode", "fragment"))).Headers["Location"];
        Assert.StartsWith(Redirect + "#code=", location, StringComparison.Ordinal);
        Assert.Equal(200, (await RedeemAsync(QueryHelpers.ParseQuery(location[(location.IndexOf('#', StringComparison.Ordinal) + 1)..])["code"]!)).Status);

        Answer form = await AuthorizeAsync(("response_mode", "form_post"), ("state", "\"><script>"));
        Assert.Equal(200, form.Status);
        string text = WebUtility.HtmlDecode(form.Text);
        Assert.Contains($"action=\"{Redirect}\"", text, StringComparison.Ordinal);
        Assert.Contains("name=\"code\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"\"><script>\"", form.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_goes_back_to_this_machine_alone()
    {
        string logout = $"/{Hsm.Settings.TenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=";
        Assert.Equal(Redirect, (await Login.GetAsync(logout + Uri.EscapeDataString(Redirect), version: null)).Headers["Location"]);
        Assert.Equal(200, (await Login.GetAsync(logout + Uri.EscapeDataString("https://evil.example/"), version: null)).Status);
    }

    private Task<Answer> AuthorizeAsync(params (string Name, string Value)[] members)
    {
        Dictionary<string, string?> query = new()
        {
            ["tenant"] = Hsm.Settings.TenantId, ["client_id"] = PublicClient, ["response_type"] = "code", ["redirect_uri"] = Redirect, ["scope"] = Scope + " openid profile offline_access",
        };
        foreach ((string name, string value) in members)
        {
            query[name] = value.Length == 0 ? null : value;
        }

        string tenant = query["tenant"]!;
        query.Remove("tenant");
        return Login.GetAsync(QueryHelpers.AddQueryString($"/{tenant}/oauth2/v2.0/authorize", query), version: null);
    }

    private Task<Answer> RedeemAsync(string code, string? tenant = null, params (string Name, string Value)[] members) => TokenAsync(
    [
        ("grant_type", "authorization_code"), ("client_id", PublicClient), ("code", code), ("redirect_uri", Redirect), ("code_verifier", Verifier), .. members,
    ], tenant);

    private static Dictionary<string, StringValues> Back(Answer answer)
    {
        Assert.Equal(302, answer.Status);
        Assert.StartsWith(Redirect + "?", answer.Headers["Location"], StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(new Uri(answer.Headers["Location"]).Query);
    }
}
