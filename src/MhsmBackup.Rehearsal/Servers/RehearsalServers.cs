using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hsms;

namespace MhsmBackup.Rehearsal.Servers;

/// <summary>Azurite with one container, and two emulated HSMs of different security domains, all on free loopback ports.</summary>
public sealed class RehearsalServers : IAsyncDisposable
{
    private const string ContainerName = "hsm";
    private const string TrustVariable = "MHSM_LOOPBACK_CA";

    private readonly AzuriteServer _azurite;
    private readonly string? _trustBefore;

    private RehearsalServers(AzuriteServer azurite, ManagedHsmEmulator emulator, Uri container, string caFile)
    {
        _azurite = azurite;
        Emulator = emulator;
        Container = container;
        CaFile = caFile;
        Token = emulator.IssueToken(emulator.Principals[0], TimeSpan.FromHours(12));
        _trustBefore = Environment.GetEnvironmentVariable(TrustVariable);
        Environment.SetEnvironmentVariable(TrustVariable, caFile);
    }

    /// <summary>The emulator.</summary>
    public ManagedHsmEmulator Emulator { get; }

    /// <summary>The container that backups go to.</summary>
    public Uri Container { get; }

    /// <summary>The file with the certificate of the emulator's authority.</summary>
    public string CaFile { get; }

    /// <summary>An access token of an administrator.</summary>
    public string Token { get; }

    /// <summary>What a script finds: the variables' names and values.</summary>
    public IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        ["contoso"] = Address("contoso-hsm"),
        ["fabrikam"] = Address("fabrikam-hsm"),
        ["container"] = Container.AbsoluteUri,
        ["backupSas"] = _azurite.CreateSas(ContainerName, "crdw"),
        ["restoreSas"] = _azurite.CreateSas(ContainerName, "rl"),
        ["otherSas"] = _azurite.CreateSas("other", "crdw"),
        ["token"] = Token,
    };

    /// <summary>Starts the servers; they answer when this ends.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<RehearsalServers> StartAsync(CancellationToken cancellationToken = default)
    {
        AzuriteServer azurite = await AzuriteServer.StartAsync(cancellationToken);
        try
        {
            Uri container = await azurite.CreateContainerAsync(ContainerName, cancellationToken);
            var options = new EmulatorOptions { JobDuration = TimeSpan.FromSeconds(1.5) };
            options.Hsms.Add(new HsmOptions("contoso-hsm"));
            options.Hsms.Add(new HsmOptions("fabrikam-hsm"));
            options.Principals.Add(EmulatorPrincipal.Administrator());
            options.ManagedIdentity.Add(new StorageCredential(azurite.AccountName, azurite.AccountKey));
            ManagedHsmEmulator emulator = await ManagedHsmEmulator.StartAsync(options, cancellationToken);
            string caFile = Path.Combine(Path.GetTempPath(), $"mhsm-rehearsal-{Guid.NewGuid():N}.pem");
            await File.WriteAllTextAsync(caFile, emulator.CaCertificatePem, cancellationToken);
            return new RehearsalServers(azurite, emulator, container, caFile);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the servers and takes their traces away.</summary>
    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable(TrustVariable, _trustBefore);
        File.Delete(CaFile);
        await Emulator.DisposeAsync();
        await _azurite.DisposeAsync();
    }

    private string Address(string hsm) => Emulator[hsm].Uri.AbsoluteUri;
}
