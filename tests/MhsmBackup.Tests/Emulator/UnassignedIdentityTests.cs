using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

/// <summary>A machine without an identity of its own.</summary>
public sealed class UnassignedIdentityTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    private static readonly EmulatorPrincipal Second = new("second", Secret: null) { Kind = PrincipalKind.ManagedIdentity };

    protected override void Configure(EmulatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Principals.Add(Assigned);
        options.Principals.Add(Second);
    }

    [Fact]
    public async Task App_Service_has_none_to_give()
    {
        Answer answer = await SendAsync(
            HttpMethod.Get, Emulator.SignIn.IdentityEndpoint + $"?api-version=2019-08-01&resource={Resource}", [("X-IDENTITY-HEADER", Emulator.SignIn.IdentityHeader)]);
        Assert.Equal((400, "Unable to load the proper Managed Identity."), (answer.Status, answer["message"]));
    }

    [Fact]
    public async Task The_metadata_service_asks_which_of_several_is_meant()
    {
        string path = $"/metadata/identity/oauth2/token?api-version=2018-02-01&resource={Resource}";
        Answer answer = await SendAsync(HttpMethod.Get, path, [("Metadata", "true")]);
        Assert.Equal(400, answer.Status);
        Assert.StartsWith("Multiple user assigned identities exist", answer["error_description"], StringComparison.Ordinal);
        Answer named = await SendAsync(HttpMethod.Get, path + "&client_id=" + Second.ClientId, [("Metadata", "true")]);
        Assert.Equal(Second.ObjectId, new JsonWebToken(named["access_token"]).GetClaim("oid").Value);
    }

    [Fact]
    public async Task Cloud_Shell_has_nobody()
    {
        Answer answer = await SendAsync(HttpMethod.Post, Emulator.SignIn.CloudShellEndpoint.AbsoluteUri, [("Metadata", "true")], ("resource", Resource));
        Assert.Equal(400, answer.Status);
    }
}
