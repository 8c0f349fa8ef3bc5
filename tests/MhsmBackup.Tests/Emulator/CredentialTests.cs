using Azure.Core;
using Azure.Identity;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Tests.Fixtures;
using Microsoft.IdentityModel.JsonWebTokens;

namespace MhsmBackup.Tests.Emulator;

/// <summary>The Azure SDK's own credentials sign in at the emulator.</summary>
[Collection(nameof(EnvironmentVariables))]
public sealed class CredentialTests(AzuriteFixture azurite) : SignInTest(azurite)
{
    private static readonly TokenRequestContext Context = new([Scope], isCaeEnabled: true);

    private string Tenant => Hsm.Settings.TenantId;

    [Fact]
    public async Task A_client_secret()
    {
        AccessToken token = await SignInAsync(new ClientSecretCredential(Tenant, Administrator.Name, Administrator.Secret, Here(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true })), Administrator);
        Assert.Equal("CP1", new JsonWebToken(token.Token).GetClaim("xms_cc").Value);
    }

    [Fact]
    public Task A_client_certificate() =>
        SignInAsync(new ClientCertificateCredential(Tenant, WithCertificate.Name, Certificate, Here(new ClientCertificateCredentialOptions { DisableInstanceDiscovery = true })), WithCertificate);

    [Fact]
    public Task A_client_assertion() => SignInAsync(
        new ClientAssertionCredential(Tenant, Workload.Name, () => Emulator.SignIn.IssueFederatedToken(WorkloadSubject), Here(new ClientAssertionCredentialOptions { DisableInstanceDiscovery = true })),
        Workload);

    [Fact]
    public async Task A_workload_identitys_token_file()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Emulator.SignIn.IssueFederatedToken(WorkloadSubject), TestContext.Current.CancellationToken);
            await SignInAsync(
                new WorkloadIdentityCredential(Here(new WorkloadIdentityCredentialOptions { TenantId = Tenant, ClientId = Workload.Name, TokenFilePath = file, DisableInstanceDiscovery = true })),
                Workload);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public Task A_service_connection_of_Azure_Pipelines()
    {
        // The credential has no other way to learn the address.
        const string variable = "SYSTEM_OIDCREQUESTURI";
        AzurePipelinesCredentialOptions options;
        string? before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, Emulator.SignIn.PipelinesOidcRequestUri.AbsoluteUri);
        try
        {
            options = Here(new AzurePipelinesCredentialOptions { DisableInstanceDiscovery = true });
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }

        return SignInAsync(new AzurePipelinesCredential(Tenant, Pipeline.Name, ServiceConnectionId, Emulator.SignIn.PipelinesAccessToken, options), Pipeline);
    }

    [Fact]
    public async Task A_device_code_and_then_its_refresh_token()
    {
        Emulator.SignIn.DeviceCodeInterval = TimeSpan.Zero;

        // MSAL takes a token that ends within five minutes for expired.
        Emulator.SignIn.TokenLifetime = TimeSpan.FromMinutes(1);
        DeviceCodeCredential credential = new(Here(new DeviceCodeCredentialOptions
        {
            TenantId = Tenant,
            ClientId = PublicClient,
            DisableInstanceDiscovery = true,
            DeviceCodeCallback = (code, _) =>
            {
                Emulator.SignIn.Approve(code.UserCode, User);
                return Task.CompletedTask;
            },
        }));
        AccessToken first = await SignInAsync(credential, User);
        AccessToken second = await SignInAsync(credential, User);
        Assert.NotEqual(first.Token, second.Token);
        Assert.Single(Emulator.Requests.Of("POST", $"/{Tenant}/oauth2/v2.0/devicecode"));
    }

    [Fact]
    public async Task A_refusal_arrives_in_Entra_IDs_words()
    {
        ClientSecretCredential credential = new(Tenant, Administrator.Name, "wrong", Here(new ClientSecretCredentialOptions { DisableInstanceDiscovery = true }));
        AuthenticationFailedException failure = await Assert.ThrowsAsync<AuthenticationFailedException>(() => credential.GetTokenAsync(Context, TestContext.Current.CancellationToken).AsTask());
        Assert.Contains("AADSTS7000215: Invalid client secret provided.", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    private T Here<T>(T options)
        where T : TokenCredentialOptions
    {
        options.AuthorityHost = Emulator.SignIn.AuthorityHost;
        options.Transport = Transport;
        options.Retry.MaxRetries = 0;
        return options;
    }

    private async Task<AccessToken> SignInAsync(TokenCredential credential, EmulatorPrincipal expected)
    {
        AccessToken token = await credential.GetTokenAsync(Context, TestContext.Current.CancellationToken);
        Assert.Equal(expected.ObjectId, new JsonWebToken(token.Token).GetClaim("oid").Value);
        await AssertAcceptedAsync(token.Token);
        return token;
    }
}
