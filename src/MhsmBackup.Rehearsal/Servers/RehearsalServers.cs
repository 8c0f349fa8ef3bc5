using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.ResourceManager;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Azurite over https with one container, which Azure Resource Manager's emulator knows, and two emulated HSMs of different security domains, all on free loopback ports.</summary>
public sealed class RehearsalServers : IAsyncDisposable
{
    private const string ContainerName = "hsm";
    private readonly AzuriteServer _azurite;
    private readonly Dictionary<string, string?> _before = [];

    private RehearsalServers(AzuriteServer azurite, ManagedHsmEmulator emulator, Uri container, string caFile)
    {
        _azurite = azurite;
        Emulator = emulator;
        Container = container;
        CaFile = caFile;
        Token = emulator.IssueToken(emulator.Principals[0], TimeSpan.FromHours(12));
        foreach ((string name, string value) in EnvironmentVariables)
        {
            _before[name] = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    /// <summary>The emulator.</summary>
    public ManagedHsmEmulator Emulator { get; }

    /// <summary>The container that backups go to.</summary>
    public Uri Container { get; }

    /// <summary>The file with the certificate of the emulator's authority.</summary>
    public string CaFile { get; }

    /// <summary>An access token of an administrator.</summary>
    public string Token { get; }

    /// <summary>What leads the module here: the certificate to trust, where to sign in, and where Azure is managed.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables => new Dictionary<string, string>
    {
        ["MHSM_LOOPBACK_CA"] = CaFile,
        ["AZURE_AUTHORITY_HOST"] = Emulator.SignIn.AuthorityHost.AbsoluteUri,
        ["MHSM_LOOPBACK_RESOURCE_MANAGER"] = Emulator.ResourceManager.Endpoint.AbsoluteUri,
    };

    /// <summary>What a script finds: the variables' names and values.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["contoso"] = Address("contoso-hsm"),
        ["fabrikam"] = Address("fabrikam-hsm"),
        ["container"] = Container.AbsoluteUri,
        ["backupSas"] = _azurite.CreateSas(ContainerName, "crdw"),
        ["restoreSas"] = _azurite.CreateSas(ContainerName, "rl"),
        ["otherSas"] = _azurite.CreateSas("other", "crdw"),
        ["storageAccount"] = _azurite.AccountName,
        ["storageAccountKey"] = _azurite.AccountKey,
        ["token"] = Token,
        ["tenant"] = Emulator["contoso-hsm"].Settings.TenantId,
        ["clientId"] = Emulator.Principals[0].ClientId,
        ["clientSecret"] = Emulator.Principals[0].Secret!,
    };

    /// <summary>Starts the servers; they answer when this ends.</summary>
    /// <param name="configure">Changes how the emulator is started; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RehearsalServers> StartAsync(Action<EmulatorOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        StorageCredential account = AzuriteServer.NewAccount();
        var options = new EmulatorOptions { JobDuration = TimeSpan.FromSeconds(1.5) };
        options.Hsms.Add(new HsmOptions("contoso-hsm"));
        options.Hsms.Add(new HsmOptions("fabrikam-hsm"));
        options.Principals.Add(EmulatorPrincipal.Administrator(Guid.NewGuid().ToString("N")));
        options.Principals.Add(new EmulatorPrincipal("backup-identity", Secret: null, BuiltInRoles.Backup.Name) { Kind = PrincipalKind.ManagedIdentity, IsSystemAssigned = true });
        options.ManagedIdentity.Add(account);
        configure?.Invoke(options);
        ManagedHsmEmulator emulator = await ManagedHsmEmulator.StartAsync(options, cancellationToken);
        AzuriteServer? azurite = null;
        try
        {
            azurite = await AzuriteServer.StartSecureAsync(emulator, account, cancellationToken);
            emulator.ResourceManager.Add(new EmulatedStorageAccount(account.AccountName, account.AccountKey) { BlobEndpoint = azurite.BlobEndpoint });
            Uri container = await azurite.CreateContainerAsync(ContainerName, cancellationToken);
            string caFile = Path.Combine(Path.GetTempPath(), $"mhsm-rehearsal-{Guid.NewGuid():N}.pem");
            await File.WriteAllTextAsync(caFile, emulator.CaCertificatePem, cancellationToken);
            return new RehearsalServers(azurite, emulator, container, caFile);
        }
        catch
        {
            if (azurite is not null) await azurite.DisposeAsync();
            await emulator.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the servers and takes their traces away.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach ((string name, string? value) in _before) Environment.SetEnvironmentVariable(name, value);
        File.Delete(CaFile);
        await _azurite.DisposeAsync();
        await Emulator.DisposeAsync();
    }

    private string Address(string hsm) => Emulator[hsm].Uri.AbsoluteUri;
}
