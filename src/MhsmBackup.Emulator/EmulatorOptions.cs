using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.ResourceManager;

namespace MhsmBackup.Emulator;

/// <summary>How to start the emulator. The inherited settings are what each HSM starts with.</summary>
public sealed class EmulatorOptions : HsmSettings
{
    /// <summary>The HSMs; one named <c>contoso-hsm</c> when there is none in it.</summary>
    public IList<HsmOptions> Hsms { get; } = [];

    /// <summary>Who may sign in; a default administrator when there is none in it.</summary>
    public IList<EmulatorPrincipal> Principals { get; } = [];

    /// <summary>Access tokens that are accepted as they are, and whom each stands for.</summary>
    public IDictionary<string, EmulatorPrincipal> AccessTokens { get; } = new Dictionary<string, EmulatorPrincipal>(StringComparer.Ordinal);

    /// <summary>What the HSMs' managed identity may reach: one credential a storage account.</summary>
    public IList<StorageCredential> ManagedIdentity { get; } = [];

    /// <summary>The storage accounts that Azure Resource Manager knows.</summary>
    public IList<EmulatedStorageAccount> StorageAccounts { get; } = [];

    /// <summary>Faults that are there from the start.</summary>
    public IList<Fault> Faults { get; } = [];

    /// <summary>The ids of the tenants that exist beside <see cref="HsmSettings.TenantId"/>; when there is none in it, every tenant exists.</summary>
    public IList<string> Tenants { get; } = [];

    /// <summary>Resources that no tenant has: a token for one is refused with AADSTS500011.</summary>
    public IList<string> MissingResources { get; } = [];

    /// <summary>How long access tokens and id tokens are good; at least a second.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often a client is told to ask whether a device code is approved.</summary>
    public TimeSpan DeviceCodeInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The port of the token endpoint, or 0 for a free one.</summary>
    public int TokenPort { get; set; }

    /// <summary>The port of Azure Resource Manager, or 0 for a free one.</summary>
    public int ResourceManagerPort { get; set; }

    /// <summary>Where the state survives a restart; in memory alone when null.</summary>
    public string? DataDirectory { get; set; }
}
