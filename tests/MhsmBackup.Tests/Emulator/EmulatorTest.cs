using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;

namespace MhsmBackup.Tests.Emulator;

/// <summary>One emulator a test: two HSMs of one security domain, one of another, jobs that end at once.</summary>
public abstract class EmulatorTest(AzuriteFixture azurite) : IAsyncLifetime
{
    private readonly List<WireClient> clients = [];
    private ManagedHsmEmulator? emulator;

    protected AzuriteFixture Azurite { get; } = azurite;

    protected ManagedHsmEmulator Emulator => emulator ?? throw new InvalidOperationException("The emulator has not started.");

    protected EmulatedHsm Hsm => Emulator["contoso-hsm"];

    protected EmulatedHsm Sibling => Emulator["contoso-2"];

    protected EmulatedHsm Stranger => Emulator["fabrikam"];

    protected static EmulatorPrincipal Administrator { get; } = EmulatorPrincipal.Administrator("an administrator's secret");

    protected FakeTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    internal WireClient Wire => field ??= ClientFor(Hsm, Administrator);

    public async ValueTask InitializeAsync()
    {
        SecurityDomain shared = SecurityDomain.Create();
        EmulatorOptions options = new()
        {
            JobDuration = TimeSpan.Zero,
            TimeProvider = Clock,
            Principals = { Administrator },
            Hsms = { new HsmOptions("contoso-hsm") { SecurityDomain = shared }, new HsmOptions("contoso-2") { SecurityDomain = shared }, new HsmOptions("fabrikam") },
            ManagedIdentity = { new StorageCredential(Azurite.Server.AccountName, Azurite.Server.AccountKey) },
        };
        Configure(options);
        emulator = await ManagedHsmEmulator.StartAsync(options, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        clients.ForEach(client => client.Dispose());
        Release();
        await Emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual void Configure(EmulatorOptions options)
    {
    }

    /// <summary>Disposes what a test class has of its own.</summary>
    protected virtual void Release()
    {
    }

    internal WireClient ClientFor(EmulatedHsm hsm, EmulatorPrincipal? principal = null) =>
        ClientFor(hsm.Uri, Emulator.IssueToken(principal ?? Administrator));

    internal WireClient ClientFor(Uri hsm, string? token)
    {
        WireClient client = new(Emulator, hsm, token);
        clients.Add(client);
        return client;
    }

    /// <summary>A principal with roles on the first HSM, and a client that has its token.</summary>
    internal WireClient ClientAs(params BuiltInRole[] roles)
    {
        EmulatorPrincipal principal = new("somebody-" + Guid.NewGuid().ToString("N"), Secret: null);
        foreach (BuiltInRole role in roles)
        {
            Hsm.Assign(principal, role);
        }

        return ClientFor(Hsm, principal);
    }

    internal static object BackupBody(TestContainer container, string? permissions = null) =>
        new { storageResourceUri = container.Uri.AbsoluteUri, token = container.Sas(permissions ?? "rcwdl") };

    internal static object RestoreBody(TestContainer container, string folder, string permissions = "rl") =>
        new { sasTokenParameters = BackupBody(container, permissions), folderToRestore = folder };

    internal static object KeyRestoreBody(TestContainer container, string folder, string permissions = "rl") =>
        new { sasTokenParameters = BackupBody(container, permissions), folder };

    /// <summary>Makes a full backup and returns its folder.</summary>
    internal async Task<string> BackUpAsync(TestContainer container, WireClient? wire = null, EmulatedHsm? hsm = null)
    {
        wire ??= Wire;
        Answer end = await wire.EndOfAsync(hsm ?? Hsm, await wire.PostAsync("/backup", BackupBody(container)), "backup");
        Assert.Equal("Succeeded", end["status"]);
        return end["azureStorageBlobContainerUri"]![(container.Uri.AbsoluteUri.Length + 1)..];
    }
}
