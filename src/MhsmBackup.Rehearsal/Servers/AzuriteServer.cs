using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Azure.Core.Pipeline;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Backups;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>
/// A real Azurite blob service in a process of its own: free loopback port, in memory, an account of its own. It speaks plain
/// http, or https, where it also takes access tokens.
/// </summary>
public sealed class AzuriteServer : IAsyncDisposable
{
    private const string ListensOn = "listens on ";
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StorageSharedKeyCredential credential;
    private readonly AzuriteCertificate? certificate;
    private readonly HttpClientTransport? transport;

    private AzuriteServer(Process process, StorageCredential account, Uri service, AzuriteCertificate? certificate, HttpClientTransport? transport)
    {
        this.process = process;
        this.certificate = certificate;
        Account = account;
        BlobEndpoint = new Uri(service, account.AccountName);
        credential = new StorageSharedKeyCredential(account.AccountName, account.AccountKey);
        this.transport = transport;
    }

    /// <summary>The storage account and its key, as the emulator is given it.</summary>
    public StorageCredential Account { get; }

    /// <summary>The storage account.</summary>
    public string AccountName => Account.AccountName;

    /// <summary>Its key.</summary>
    public string AccountKey => Account.AccountKey;

    /// <summary><c>http://127.0.0.1:port/account</c>, or the same with https.</summary>
    public Uri BlobEndpoint { get; }

    /// <summary>A client with the account's key.</summary>
    public BlobServiceClient Service => new(BlobEndpoint, credential, ClientOptions());

    /// <summary>A name and a key that no other account has.</summary>
    /// <returns>The account, which is there once a server is started with it.</returns>
    public static StorageCredential NewAccount() =>
        new("mhsm" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)), Convert.ToBase64String(RandomNumberGenerator.GetBytes(64)));

    /// <summary>Installs Azurite if need be, starts it, and waits until it listens, for plain http.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The running server.</returns>
    public static Task<AzuriteServer> StartAsync(CancellationToken cancellationToken = default) => StartAsync(NewAccount(), certificate: null, transport: null, cancellationToken);

    /// <summary>
    /// The same for https: who trusts the emulator trusts it, and it takes the access tokens that the emulator issues for storage.
    /// It reads what they say, but checks neither their signatures nor the roles of their principals.
    /// </summary>
    /// <param name="emulator">Issues the certificate.</param>
    /// <param name="account">The account, by default a new one; it is made before the emulator is when the HSMs' managed identity is to have it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The running server.</returns>
    public static async Task<AzuriteServer> StartSecureAsync(ManagedHsmEmulator emulator, StorageCredential? account = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(emulator);
        var certificate = new AzuriteCertificate(emulator);
        HttpClientTransport transport = LoopbackTransport.Trusting(emulator);
        try
        {
            return await StartAsync(account ?? NewAccount(), certificate, transport, cancellationToken);
        }
        catch
        {
            transport.Dispose();
            certificate.Dispose();
            throw;
        }
    }

    /// <summary>What a client of one's own must be given to trust this server.</summary>
    /// <returns>Options that nobody else has.</returns>
    public BlobClientOptions ClientOptions() => transport is null ? new BlobClientOptions() : new BlobClientOptions { Transport = transport };

    /// <summary>The address of a container, whether it is there or not.</summary>
    /// <param name="container">The container's name.</param>
    /// <returns>Its address, without a SAS.</returns>
    public Uri ContainerUri(string container) => new($"{BlobEndpoint.AbsoluteUri}/{container}");

    /// <summary>A client for a container, with the account's key.</summary>
    /// <param name="container">The container's name.</param>
    /// <returns>The client.</returns>
    public BlobContainerClient Container(string container) => Service.GetBlobContainerClient(container);

    /// <summary>Makes a container.</summary>
    /// <param name="container">The container's name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its address, without a SAS.</returns>
    public async Task<Uri> CreateContainerAsync(string container, CancellationToken cancellationToken = default)
    {
        await Container(container).CreateAsync(cancellationToken: cancellationToken);
        return ContainerUri(container);
    }

    /// <summary>Makes a SAS for a container.</summary>
    /// <param name="container">The container's name.</param>
    /// <param name="permissions">Its permissions, as in the SAS itself: <c>rcwdl</c>, in any order.</param>
    /// <param name="validity">From now on; 25 hours by default. A negative one makes an expired SAS.</param>
    /// <param name="protocol">The protocols that it is good for.</param>
    /// <param name="startsOn">When it begins to be good; a little before now by default.</param>
    /// <returns>The SAS, without a question mark.</returns>
    public string CreateSas(
        string container, string permissions = "rcwdl", TimeSpan? validity = null, SasProtocol protocol = SasProtocol.HttpsAndHttp, DateTimeOffset? startsOn = null)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        DateTimeOffset end = now + (validity ?? TimeSpan.FromHours(25));
        BlobSasBuilder builder = new()
        {
            BlobContainerName = container,
            Resource = "c",
            Protocol = protocol,
            StartsOn = startsOn ?? (end < now ? end : now) - TimeSpan.FromMinutes(5),
            ExpiresOn = end,
        };
        builder.SetPermissions(permissions, normalize: true);
        return builder.ToSasQueryParameters(credential).ToString();
    }

    /// <summary>Ends the process and whatever it has started.</summary>
    /// <returns>When it has ended.</returns>
    public async ValueTask DisposeAsync()
    {
        Kill(process);
        await process.WaitForExitAsync();
        process.Dispose();
        transport?.Dispose();
        certificate?.Dispose();
    }

    private static async Task<AzuriteServer> StartAsync(
        StorageCredential account, AzuriteCertificate? certificate, HttpClientTransport? transport, CancellationToken cancellationToken)
    {
        string script = await AzuriteInstaller.EnsureAsync(cancellationToken);
        string[] secure = certificate is null ? [] : ["--oauth", "basic", "--cert", certificate.CertificateFile, "--key", certificate.KeyFile];
        ProcessStartInfo start = new("node",
        [
            "--require", AzuriteInstaller.EndWithParent(), script, "--blobHost", "127.0.0.1", "--blobPort", "0", "--inMemoryPersistence", "--skipApiVersionCheck",
            "--disableTelemetry", "--silent", .. secure,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["AZURITE_ACCOUNTS"] = $"{account.AccountName}:{account.AccountKey}" },
        };
        if (certificate is not null)
        {
            // Azurite asks itself for what it is to copy.
            start.Environment["NODE_EXTRA_CA_CERTS"] = certificate.AuthorityFile;
        }

        Process process = ServerProcess.Start(start, "Node.js runs Azurite, the storage of this rehearsal");
        try
        {
            return new AzuriteServer(process, account, await AddressAsync(process, cancellationToken), certificate, transport);
        }
        catch
        {
            Kill(process);
            throw;
        }
    }

    private static async Task<Uri> AddressAsync(Process process, CancellationToken cancellationToken)
    {
        TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        StringBuilder said = new();
        void Heard(object sender, DataReceivedEventArgs line)
        {
            lock (said)
            {
                said.AppendLine(line.Data);
            }

            if (line.Data?.IndexOf(ListensOn, StringComparison.Ordinal) is >= 0 and int at)
            {
                address.TrySetResult(new Uri(line.Data[(at + ListensOn.Length)..].Trim()));
            }
        }

        // Both are read to the end of the process: a full pipe would stop it.
        process.OutputDataReceived += Heard;
        process.ErrorDataReceived += Heard;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using CancellationTokenSource time = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        time.CancelAfter(StartTime);
        Task exited = process.WaitForExitAsync(time.Token);
        if (await Task.WhenAny(address.Task, exited) == address.Task)
        {
            return await address.Task;
        }

        cancellationToken.ThrowIfCancellationRequested();
        lock (said)
        {
            throw new InvalidOperationException($"Azurite {(exited.IsCanceled ? "does not listen" : "has ended")}: {said}");
        }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
