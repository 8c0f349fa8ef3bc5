using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class AuthenticationTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    private const string FixedToken = "a-fixed-token==";

    protected override void Configure(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AccessTokens[FixedToken] = Administrator;
    }

    [Fact]
    public async Task A_call_without_a_token_is_401_with_an_empty_body_and_a_challenge()
    {
        Answer answer = await ClientFor(Hsm.Uri, token: null).PostAsync("/backup", new { });
        Assert.Equal(401, answer.Status);
        Assert.Empty(answer.Text);
        Assert.Equal($"Bearer authorization=\"{Emulator.Authority}\", resource=\"https://managedhsm.azure.net\"", answer.Headers["WWW-Authenticate"]);
    }

    [Theory]
    [InlineData("contoso-hsm.localhost", "https://managedhsm.azure.net")]
    [InlineData("contoso-hsm.managedhsm.localhost", "https://managedhsm.localhost")]
    [InlineData("contoso-hsm.managedhsm.azure.net", "https://managedhsm.azure.net")]
    [InlineData("contoso-hsm.managedhsm.usgovcloudapi.net", "https://managedhsm.usgovcloudapi.net")]
    [InlineData("contoso-hsm.managedhsm.azure.cn", "https://managedhsm.azure.cn")]
    public async Task The_challenge_names_the_resource_of_the_hosts_cloud_and_only_its_tokens_are_good(string host, string resource)
    {
        Uri uri = new($"https://{host}:{Hsm.Port}/");
        Answer answer = await ClientFor(uri, token: null).GetAsync("/keys");
        Assert.EndsWith($"resource=\"{resource}\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(200, (await ClientFor(uri, Emulator.IssueToken(Administrator, audience: resource)).GetAsync("/keys")).Status);
        Assert.Equal(401, (await ClientFor(uri, Emulator.IssueToken(Administrator, audience: "https://vault.azure.net")).GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task The_challenges_resource_can_be_set()
    {
        Hsm.Settings.ChallengeResource = "https://evil.example";
        Answer answer = await ClientFor(Hsm.Uri, token: null).GetAsync("/keys");
        Assert.EndsWith("resource=\"https://evil.example\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_refused_once_it_is_expired()
    {
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
        Clock.Advance(TimeSpan.FromHours(1));
        await AssertRefusedAsync(Wire);
        await AssertRefusedAsync(ClientFor(Hsm.Uri, Emulator.IssueToken(Administrator, TimeSpan.FromMinutes(-1))));
    }

    [Fact]
    public async Task A_token_of_another_tenant_is_refused() =>
        await AssertRefusedAsync(ClientFor(Hsm.Uri, Emulator.IssueToken(Administrator, tenantId: "11111111-1111-1111-1111-111111111111")));

    [Fact]
    public async Task A_token_with_a_wrong_signature_is_refused()
    {
        string[] parts = Emulator.IssueToken(Administrator).Split('.');
        string[] others = Emulator.IssueToken(new EmulatorPrincipal("other", null)).Split('.');
        await AssertRefusedAsync(ClientFor(Hsm.Uri, $"{parts[0]}.{parts[1]}.{others[2]}"));
        await AssertRefusedAsync(ClientFor(Hsm.Uri, "nonsense"));
    }

    [Fact]
    public async Task A_fixed_token_is_accepted_for_its_principal()
    {
        Assert.Equal(200, (await ClientFor(Hsm.Uri, FixedToken).GetAsync("/keys")).Status);
        await AssertRefusedAsync(ClientFor(Hsm.Uri, FixedToken + "x"));
    }

    [Fact]
    public async Task No_token_is_needed_where_none_is_asked_for()
    {
        Hsm.Settings.AuthenticationRequired = false;
        Assert.Equal(202, (await ClientFor(Hsm.Uri, token: null).PostAsync("/prebackup")).Status);
    }

    [Fact]
    public async Task A_claims_challenge_can_be_injected_for_one_request()
    {
        const string claims = """{"access_token":{"nbf":{"essential":true,"value":"1"}}}""";
        Emulator.Faults.Add(new MhsmBackup.Emulator.Faults.Fault(MhsmBackup.Emulator.Faults.FaultKind.Claims) { Text = claims, Path = "/keys" });
        Assert.Equal(202, (await Wire.PostAsync("/prebackup")).Status);
        Answer challenged = await Wire.GetAsync("/keys");
        Assert.Equal(401, challenged.Status);
        Assert.EndsWith($"error=\"insufficient_claims\", claims=\"{Convert.ToBase64String(Encoding.UTF8.GetBytes(claims))}\"", challenged.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(200, (await Wire.GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task A_tenant_move_challenges_once_and_then_trusts_the_new_tenant()
    {
        const string moved = "22222222-2222-2222-2222-222222222222";
        WireClient tokenOfMoved = ClientFor(Hsm.Uri, Emulator.IssueToken(Administrator, tenantId: moved));
        Assert.Equal(401, (await tokenOfMoved.GetAsync("/keys")).Status);
        Emulator.Faults.Add("tenant=" + moved);
        Answer challenged = await Wire.GetAsync("/keys");
        Assert.Equal(401, challenged.Status);
        Assert.Contains("/" + moved + "\"", challenged.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        Assert.Equal(200, (await tokenOfMoved.GetAsync("/keys")).Status);
    }

    [Fact]
    public async Task A_caller_that_waits_for_100_Continue_gets_its_401_without_having_sent_the_body()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Hsm.Port, TestContext.Current.CancellationToken);
        using X509Certificate2 authority = X509Certificate2.CreateFromPem(Emulator.CaCertificatePem);
        await using SslStream tls = new(new NetworkStream(socket));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "contoso-hsm.localhost",
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } },
            },
            TestContext.Current.CancellationToken);
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /backup?api-version=7.6 HTTP/1.1\r\nHost: contoso-hsm.localhost:{Hsm.Port}\r\nContent-Type: application/json\r\nContent-Length: 500\r\nExpect: 100-continue\r\n\r\n"),
            TestContext.Current.CancellationToken);

        using StreamReader reader = new(tls, Encoding.ASCII);
        string? status = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Equal("HTTP/1.1 401 Unauthorized", status);
        var request = Assert.Single(Emulator.Requests.Of("POST", "/backup"));
        Assert.False(request.BodyReceived);
        Assert.Equal(0, request.BodyLength);
        Assert.Equal("100-continue", request.Headers["Expect"]);
    }

    [Fact]
    public async Task The_log_tells_that_a_challenged_caller_has_sent_its_body()
    {
        Assert.Equal(401, (await ClientFor(Hsm.Uri, token: null).PostAsync("/backup", new { token = "0123456789" })).Status);
        var request = Assert.Single(Emulator.Requests.Of("POST", "/backup"));
        Assert.True(request.BodyReceived);
        Assert.Equal("{\"token\":\"0123456789\"}".Length, request.BodyLength);
    }

    [Fact]
    public void A_token_names_its_caller_its_tenant_its_audience_and_its_times()
    {
        JsonWebToken token = new(Emulator.IssueToken(Administrator, TimeSpan.FromMinutes(5)));
        Assert.Equal("RS256", token.Alg);
        Assert.Equal(Administrator.ObjectId, token.GetClaim("oid").Value);
        Assert.Equal(Hsm.Settings.TenantId, token.GetClaim("tid").Value);
        Assert.Equal(["https://managedhsm.azure.net"], token.Audiences);
        Assert.Equal(Emulator.Authority + "/v2.0", token.Issuer);
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.ValidFrom);
    }

    private static async Task AssertRefusedAsync(WireClient wire)
    {
        Answer answer = await wire.GetAsync("/keys");
        Assert.Equal(401, answer.Status);
        Assert.Empty(answer.Text);
        Assert.Contains("error=\"invalid_token\"", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
    }
}
