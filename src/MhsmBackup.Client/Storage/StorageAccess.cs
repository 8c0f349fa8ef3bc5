using MhsmBackup.Errors;

namespace MhsmBackup.Storage;

/// <summary>Where the service reads or writes a backup, and with what right: a SAS, or its user-assigned managed identity.</summary>
public sealed class StorageAccess
{
    private StorageAccess(ContainerAddress container, SasToken? sas, string? warning)
    {
        Container = container;
        Sas = sas;
        Warning = warning;
    }

    /// <summary>The container, and the folder if one is named.</summary>
    public ContainerAddress Container { get; }

    /// <summary>Whether the HSM's user-assigned managed identity is used (api-version 7.5 and later).</summary>
    public bool UsesManagedIdentity => Sas is null;

    /// <summary>What the user should know before the call, or null.</summary>
    public string? Warning { get; }

    internal SasToken? Sas { get; }

    /// <summary>With the user-assigned managed identity that the HSM has.</summary>
    /// <param name="container">The container.</param>
    public static StorageAccess WithManagedIdentity(ContainerAddress container) => new(container, sas: null, warning: null);

    /// <summary>With a SAS token, which is checked as far as it can be judged from here.</summary>
    /// <param name="container">The container.</param>
    /// <param name="sas">The token.</param>
    /// <param name="purpose">What it is for.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <exception cref="MhsmInputException">The token cannot serve; see <see cref="SasToken.CheckFor"/>.</exception>
    public static StorageAccess WithSas(ContainerAddress container, SasToken sas, SasPurpose purpose, DateTime utcNow) =>
        new(container, sas, sas.CheckFor(purpose, container, utcNow));
}
