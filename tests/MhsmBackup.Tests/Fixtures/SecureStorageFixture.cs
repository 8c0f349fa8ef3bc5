using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.ResourceManager;
using MhsmBackup.Rehearsal.Servers;
using MhsmBackup.Tests.Emulator;
using MhsmBackup.Tests.Fixtures;

[assembly: AssemblyFixture(typeof(SecureStorageFixture))]

namespace MhsmBackup.Tests.Fixtures;

/// <summary>
/// One emulator and one Azurite over https for the whole assembly, started by the first test that asks for them: the storage
/// account takes the tokens that the emulator issues. Each test has containers of its own.
/// </summary>
public sealed class SecureStorageFixture : IAsyncDisposable
{
    private const string Resource = "https://storage.azure.com";

    private readonly SemaphoreSlim _gate = new(1);
    private Servers? _servers;

    /// <summary>The certificate of <see cref="Workflow"/>.</summary>
    public static X509Certificate2 Certificate { get; } = SignInTest.NewCertificate("CN=mhsm-test-nightly");

    /// <summary>The administrator of the HSM, who may do everything in Azure as well; it has a secret.</summary>
    public static EmulatorPrincipal Administrator { get; } = EmulatorPrincipal.Administrator("an administrator's secret");

    /// <summary>Somebody who can sign in, with a secret, and has no right anywhere.</summary>
    public static EmulatorPrincipal Nobody { get; } = new("11e7a2b0-0000-4000-8000-0000000000aa", "the secret of nobody");

    /// <summary>What runs at night, signed in with whatever the place has: a certificate, a service connection, GitHub's own token.</summary>
    public static EmulatorPrincipal Workflow { get; } = new("11e7a2b0-0000-4000-8000-0000000000ab", Secret: null, BuiltInRoles.Administrator.Name)
    {
        Certificates = [X509CertificateLoader.LoadCertificate(Certificate.RawData)],
        FederatedCredentials = [new FederatedCredential(FederatedCredential.GitHubIssuer, FederatedCredential.GitHubSubject)],
        ServiceConnectionId = "aaaaaaaa-0000-4000-8000-0000000000ab",
    };

    /// <summary>The user-assigned managed identity of an Automation account.</summary>
    public static EmulatorPrincipal Automation { get; } = new("11e7a2b0-0000-4000-8000-0000000000ac", Secret: null, BuiltInRoles.Administrator.Name) { Kind = PrincipalKind.ManagedIdentity };

    /// <summary>The emulator, with the HSM <c>contoso-hsm</c>; its jobs end at once.</summary>
    public ManagedHsmEmulator Emulator => Started.Emulator;

    /// <summary>The HSM.</summary>
    public EmulatedHsm Hsm => Emulator["contoso-hsm"];

    /// <summary>The storage account, which the HSM's managed identity reaches.</summary>
    public AzuriteServer Azurite => Started.Azurite;

    /// <summary>The storage account as Azure Resource Manager shows it; tests that change it must change it back.</summary>
    public EmulatedStorageAccount Account => Emulator.ResourceManager.StorageAccounts[0];

    /// <summary>The file with the certificate of the emulator's authority.</summary>
    public string CaFile => Started.CaFile;

    /// <summary>The tenant of everybody here.</summary>
    public string Tenant => Hsm.Settings.TenantId;

    /// <summary>What leads the module here when nothing else in the process is to be trusted; <see cref="LoopbackAuthorities"/> trusts the emulator beside the others.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["MHSM_LOOPBACK_CA"] = CaFile,
        ["AZURE_AUTHORITY_HOST"] = Emulator.SignIn.AuthorityHost.AbsoluteUri,
        ["MHSM_LOOPBACK_RESOURCE_MANAGER"] = Emulator.ResourceManager.Endpoint.AbsoluteUri,
    };

    private Servers Started => _servers ?? throw new InvalidOperationException("Await StartAsync first.");

    /// <summary>Starts what has not started, and adds the emulator's authority to those that MHSM_LOOPBACK_CA names.</summary>
    public async Task StartAsync()
    {
        await _gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _servers ??= await Servers.StartAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>A storage token without the way over the token endpoint.</summary>
    public string StorageToken(EmulatorPrincipal? principal = null) => Emulator.IssueToken(principal ?? Administrator, audience: Resource);

    /// <summary>A client with a token, which trusts the storage account.</summary>
    public BlobServiceClient ServiceAs(TokenCredential credential) => new(Azurite.BlobEndpoint, credential, Azurite.ClientOptions());

    /// <summary>A transport for the Azure SDK that trusts all the servers here.</summary>
    public HttpPipelineTransport Transport => Azurite.ClientOptions().Transport;

    /// <summary>A new container, its address and a SAS with all permissions.</summary>
    public async Task<TestContainer> NewContainerAsync()
    {
        string name = "test-" + Guid.NewGuid().ToString("N");
        Uri uri = await Azurite.CreateContainerAsync(name, TestContext.Current.CancellationToken);
        return new TestContainer(Azurite, name, uri);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Dispose();
        if (_servers is not null) await _servers.DisposeAsync();
    }

    private sealed record Servers(ManagedHsmEmulator Emulator, AzuriteServer Azurite, string CaFile) : IAsyncDisposable
    {
        public static async Task<Servers> StartAsync(CancellationToken cancellationToken)
        {
            StorageCredential account = AzuriteServer.NewAccount();
            ManagedHsmEmulator emulator = await ManagedHsmEmulator.StartAsync(
                new EmulatorOptions { JobDuration = TimeSpan.Zero, Hsms = { new HsmOptions("contoso-hsm") }, Principals = { Administrator, Nobody, Workflow, Automation }, ManagedIdentity = { account } },
                cancellationToken);
            AzuriteServer azurite;
            try
            {
                azurite = await AzuriteServer.StartSecureAsync(emulator, account, cancellationToken);
            }
            catch
            {
                await emulator.DisposeAsync();
                throw;
            }

            emulator.ResourceManager.Add(new EmulatedStorageAccount(azurite.AccountName, azurite.AccountKey) { BlobEndpoint = azurite.BlobEndpoint });
            string caFile = Path.Combine(Path.GetTempPath(), $"mhsm-tests-{Guid.NewGuid():N}.pem");
            await File.WriteAllTextAsync(caFile, emulator.CaCertificatePem, cancellationToken);
            LoopbackAuthorities.Trust(emulator);
            return new Servers(emulator, azurite, caFile);
        }

        public async ValueTask DisposeAsync()
        {
            File.Delete(CaFile);
            await Azurite.DisposeAsync();
            await Emulator.DisposeAsync();
        }
    }
}
