using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Emulator;

public sealed class RoutingTests(AzuriteFixture azurite) : EmulatorTest(azurite)
{
    [Theory]
    [InlineData("GET", "/backup")]
    [InlineData("PUT", "/backup")]
    [InlineData("POST", "/restore")]
    [InlineData("GET", "/secrets")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/backup/4c9e342c12844c3f96f44e5c67cbd92d")]
    public async Task An_unknown_route_is_404_with_the_services_error_body(string method, string path)
    {
        Answer answer = await Wire.SendAsync(new HttpMethod(method), path);
        Assert.Equal((404, "NotFound"), (answer.Status, answer.ErrorCode));
    }

    [Fact]
    public async Task The_hosts_first_label_leads_to_the_hsm_whatever_the_port()
    {
        Sibling.Keys.Create("siblings");
        WireClient wire = ClientFor(new Uri($"https://contoso-2.managedhsm.localhost:{Hsm.Port}/"), Emulator.IssueToken(Administrator, audience: "https://managedhsm.localhost"));
        Answer answer = await wire.GetAsync("/keys/siblings");
        Assert.Equal(200, answer.Status);
        Assert.StartsWith($"https://contoso-2.managedhsm.localhost:{Hsm.Port}/keys/siblings/", answer.Json["key"]!["kid"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task A_host_that_names_no_hsm_leads_to_the_one_whose_port_it_is(string host)
    {
        Sibling.Keys.Create("siblings");
        string url = $"https://localhost:{Sibling.Port}/keys/siblings?api-version=7.6";
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Host = $"{host}:{Sibling.Port}";
        Assert.Equal(200, (await ClientFor(Sibling.LoopbackUri, Emulator.IssueToken(Administrator)).SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("contoso-hsm.localhost")]
    [InlineData("contoso-hsm.managedhsm.localhost")]
    [InlineData("contoso-hsm.managedhsm.azure.net")]
    [InlineData("contoso-hsm.managedhsm.usgovcloudapi.net")]
    [InlineData("contoso-hsm.managedhsm.azure.cn")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task The_certificate_is_good_for_every_address_of_an_hsm(string host) =>
        Assert.Equal(401, (await ClientFor(new Uri($"https://{host}:{Hsm.Port}/"), token: null).GetAsync("/keys")).Status);

    [Fact]
    public async Task The_certificate_is_not_good_for_another_name() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => ClientFor(new Uri($"https://evil.managedhsm.azure.net:{Hsm.Port}/"), token: null).GetAsync("/keys"));

    [Fact]
    public async Task Doubled_and_trailing_slashes_are_tolerated()
    {
        Hsm.Keys.Create("ec-key");
        Assert.Equal(200, (await Wire.GetAsync("/keys/ec-key/")).Status);
        Assert.Equal(200, (await Wire.GetAsync($"{Hsm.Uri}//providers/Microsoft.Authorization/roleDefinitions")).Status);
    }

    [Fact]
    public async Task The_log_knows_each_request_and_none_of_its_secrets()
    {
        Emulator.Requests.Clear();
        await Wire.GetAsync("/keys?sig=secret-signature");
        var request = Assert.Single(Emulator.Requests.All);
        Assert.Equal(("contoso-hsm", "GET", "/keys", 200), (request.Hsm, request.Method, request.Path, request.Status));
        Assert.True(request.HadToken);
        Assert.False(request.BodyReceived);
        Assert.DoesNotContain("secret-signature", request.PathAndQuery, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", request.Headers.Keys);
    }

    [Fact]
    public async Task The_log_can_be_awaited()
    {
        var waiting = Emulator.Requests.WaitForAsync(request => request.Path == "/keys/awaited", TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        await Wire.GetAsync("/keys/awaited");
        Assert.Equal(404, (await waiting).Status);
    }
}
