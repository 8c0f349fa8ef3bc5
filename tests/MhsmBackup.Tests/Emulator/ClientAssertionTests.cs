using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace MhsmBackup.Tests.Emulator;

public sealed class ClientAssertionTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    private static readonly string Sha256 = Base64UrlEncoder.Encode(Certificate.GetCertHash(HashAlgorithmName.SHA256));

    [Theory]
    [InlineData("RS256", "x5t#S256")]
    [InlineData("PS256", "x5t#S256")]
    [InlineData("RS256", "x5t")]
    [InlineData("RS256", "kid")]
    public async Task A_registered_certificate_signs_in_however_its_thumbprint_is_sent(string algorithm, string header)
    {
        string thumbprint = header switch { "x5t#S256" => Sha256, "x5t" => Base64UrlEncoder.Encode(Certificate.GetCertHash()), _ => Certificate.Thumbprint };
        Answer answer = await SignInAsync(WithCertificate, Signed(algorithm: algorithm, header: (header, thumbprint)));
        await AssertAcceptedAsync(answer["access_token"]);
        Assert.Equal(WithCertificate.ObjectId, new JsonWebToken(answer["access_token"]).GetClaim("oid").Value);
    }

    [Theory]
    [InlineData("/oauth2/v2.0/token")]
    [InlineData("/oauth2/token")]
    [InlineData("/v2.0")]
    [InlineData("")]
    public async Task The_audience_is_the_endpoint_or_its_authority(string path) =>
        Assert.Equal(200, (await SignInAsync(WithCertificate, Signed(audience: Emulator.Authority + path))).Status);

    [Fact]
    public async Task The_subject_stands_for_a_client_id_that_is_not_sent() =>
        Assert.Equal(200, (await SignInAsync(WithCertificate, Signed(), ("client_id", ""))).Status);

    [Fact]
    public async Task A_certificate_that_is_not_registered_is_refused_with_its_thumbprint()
    {
        using X509Certificate2 other = NewCertificate("CN=other");
        string thumbprint = Base64UrlEncoder.Encode(other.GetCertHash(HashAlgorithmName.SHA256));
        Answer answer = await SignInAsync(WithCertificate, Signed(certificate: other, header: ("x5t#S256", thumbprint)));
        AssertRefused(answer, 401, "invalid_client", 700027);
        Assert.Contains($"The key was not found., Thumbprint of key used by client: '{thumbprint}'", answer["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_of_another_key_is_refused()
    {
        using X509Certificate2 other = NewCertificate("CN=other");
        Answer answer = await SignInAsync(WithCertificate, Signed(certificate: other));
        AssertRefused(answer, 401, "invalid_client", 700027);
        Assert.Contains("failed signature validation", answer["error_description"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assertion_for_another_endpoint_is_refused() =>
        AssertRefused(await SignInAsync(WithCertificate, Signed(audience: "https://login.example/t/oauth2/v2.0/token")), 401, "invalid_client", 700023);

    [Fact]
    public async Task An_assertion_about_another_client_is_refused() =>
        AssertRefused(await SignInAsync(WithCertificate, Signed(subject: "workload")), 401, "invalid_client", 700021);

    [Theory]
    [InlineData(-30, -20)]
    [InlineData(20, 30)]
    public async Task An_assertion_out_of_its_time_is_refused(int fromMinutes, int toMinutes)
    {
        Answer answer = await SignInAsync(WithCertificate, Signed(from: TimeSpan.FromMinutes(fromMinutes), to: TimeSpan.FromMinutes(toMinutes)));
        AssertRefused(answer, 401, "invalid_client", 700024);
    }

    [Theory]
    [InlineData("client_assertion", "no token", 50027)]
    [InlineData("client_assertion_type", "", 900144)]
    [InlineData("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer", 900144)]
    public async Task An_assertion_that_cannot_be_read_is_refused(string member, string value, int code) =>
        AssertRefused(await SignInAsync(WithCertificate, Signed(), (member, value)), 400, "invalid_request", code);

    [Fact]
    public async Task A_federated_token_signs_in()
    {
        Answer answer = await SignInAsync(Workload, Emulator.SignIn.IssueFederatedToken(WorkloadSubject));
        await AssertAcceptedAsync(answer["access_token"]);
        Assert.Equal(Workload.ObjectId, new JsonWebToken(answer["access_token"]).GetClaim("oid").Value);
    }

    [Fact]
    public async Task A_federated_token_must_match_in_its_issuer_its_subject_and_its_audience()
    {
        Answer subject = await SignInAsync(Workload, Emulator.SignIn.IssueFederatedToken(WorkloadSubject.ToUpperInvariant()));
        AssertRefused(subject, 401, "invalid_client", 700213);
        Assert.Contains($"presented assertion subject '{WorkloadSubject.ToUpperInvariant()}'", subject["error_description"], StringComparison.Ordinal);
        AssertRefused(await SignInAsync(Workload, Emulator.SignIn.IssueFederatedToken(WorkloadSubject, audience: "https://vault.example")), 401, "invalid_client", 700212);
        AssertRefused(await SignInAsync(Pipeline, Emulator.SignIn.IssueFederatedToken(WorkloadSubject)), 401, "invalid_client", 700211);
    }

    [Fact]
    public async Task A_federated_token_that_is_expired_is_refused() =>
        AssertRefused(await SignInAsync(Workload, Emulator.SignIn.IssueFederatedToken(WorkloadSubject, lifetime: TimeSpan.FromSeconds(-1))), 401, "invalid_client", 700024);

    [Fact]
    public async Task A_federated_token_with_a_forged_signature_is_refused()
    {
        using RSA key = RSA.Create(2048);
        string forged = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Emulator.SignIn.FederationIssuer.AbsoluteUri,
            Audience = FederatedCredential.DefaultAudience,
            Claims = new Dictionary<string, object> { ["sub"] = WorkloadSubject },
            Expires = Clock.GetUtcNow().AddHours(1).UtcDateTime,
            SigningCredentials = new SigningCredentials(new RsaSecurityKey(key) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } }, SecurityAlgorithms.RsaSha256),
        });
        AssertRefused(await SignInAsync(Workload, forged), 401, "invalid_client", 50013);
    }

    private Task<Answer> SignInAsync(EmulatorPrincipal application, string assertion, params (string Name, string Value)[] members) => TokenAsync(
    [
        ("grant_type", "client_credentials"), ("client_id", application.Name), ("scope", Scope),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"), ("client_assertion", assertion), .. members,
    ]);

    private string Signed(
        X509Certificate2? certificate = null, string algorithm = SecurityAlgorithms.RsaSha256, (string Name, string Value)? header = null,
        string? subject = null, string? audience = null, TimeSpan? from = null, TimeSpan? to = null)
    {
        (string name, string value) = header ?? ("x5t#S256", Sha256);
        DateTime now = Clock.GetUtcNow().UtcDateTime;

        // The library writes x5t itself, and only from a certificate; a bare key adds no header of its own.
        using RSA key = (certificate ?? Certificate).GetRSAPrivateKey()!;
        SecurityKey signing = new RsaSecurityKey(key) { KeyId = name == "kid" ? value : null };
        signing.CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = WithCertificate.Name,
            Audience = audience ?? Emulator.TokenEndpoint.AbsoluteUri,
            Claims = new Dictionary<string, object> { ["sub"] = subject ?? WithCertificate.Name, ["jti"] = Guid.NewGuid().ToString() },
            NotBefore = now + (from ?? TimeSpan.Zero),
            Expires = now + (to ?? TimeSpan.FromMinutes(10)),
            AdditionalHeaderClaims = name is "kid" or "x5t" ? null : new Dictionary<string, object> { [name] = value },
            SigningCredentials = name == "x5t" ? new X509SigningCredentials(certificate ?? Certificate, algorithm) : new SigningCredentials(signing, algorithm),
        });
    }
}
