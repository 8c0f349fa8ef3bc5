using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Connection;

namespace MhsmBackup.Pipeline;

/// <summary>A container with backups, as an HSM and this machine both read it: with one SAS, or each with its own identity.</summary>
/// <param name="Address">The container, and the folder if one is named.</param>
/// <param name="Sas">The SAS; null for identities.</param>
internal sealed record BackupSource(ContainerAddress Address, SasToken? Sas)
{
    /// <summary>Reads what was given.</summary>
    /// <param name="address">The container.</param>
    /// <param name="sas">-SasToken, or null.</param>
    /// <param name="sasOfUri">The SAS that the URI carried, or null.</param>
    /// <param name="usesIdentity">-UseManagedIdentity.</param>
    /// <exception cref="MhsmInputException">It is too little or too much.</exception>
    public static BackupSource Choose(ContainerAddress address, SecureString? sas, SecureString? sasOfUri, bool usesIdentity)
    {
        if (sasOfUri is not null && (usesIdentity || sas is not null))
        {
            throw new MhsmInputException(
                MhsmErrorId.StorageAccessConflict,
                $"The container's URI carries a SAS, and {(usesIdentity ? "-UseManagedIdentity" : "-SasToken")} was given as well. Give one of the two.");
        }

        if (usesIdentity) return new BackupSource(address, Sas: null);
        SecureString token = sas ?? sasOfUri ?? throw new MhsmInputException(
            MhsmErrorId.StorageAccessMissing,
            "Nothing says with what right the HSM may use the container. Give -SasToken, a container URI that carries a SAS, or -UseManagedIdentity.");
        return new BackupSource(address, SasToken.Parse(token));
    }

    /// <summary>The right of an HSM to restore from a folder of it.</summary>
    /// <param name="folder">The backup's folder; null for the address as it is.</param>
    /// <exception cref="MhsmInputException">The SAS cannot serve.</exception>
    public StorageAccess ForRestore(string? folder = null)
    {
        ContainerAddress place = folder is null ? Address : Address.WithFolder(folder);
        return Sas is null ? StorageAccess.WithManagedIdentity(place) : StorageAccess.WithSas(place, Sas, SasPurpose.Restore, DateTime.UtcNow);
    }

    /// <summary>Opens the container for this machine. Nothing is sent.</summary>
    /// <param name="connections">The connections.</param>
    /// <param name="identity">Who is signed in; asked only without a SAS.</param>
    /// <exception cref="MhsmInputException">This machine has no right to it.</exception>
    public StorageContainer Open(StorageConnections connections, Func<Identity.MhsmIdentity> identity) =>
        connections.Open(Address, Sas is null ? StorageSignIn.WithIdentity(identity()) : StorageSignIn.WithSas(Sas));
}
