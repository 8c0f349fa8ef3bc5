using MhsmBackup.Errors;
using MhsmBackup.Service;
using MhsmBackup.Storage;

namespace MhsmBackup.Identity;

/// <summary>What the cmdlets of a session take when they are not told otherwise.</summary>
public sealed class MhsmDefaults
{
    /// <summary>No defaults.</summary>
    public static MhsmDefaults None { get; } = new();

    /// <summary>The api-version; null for the module's own.</summary>
    public ManagedHsmApiVersion? ApiVersion { get; private init; }

    /// <summary>The HSM; null for none.</summary>
    public ManagedHsmAddress? Hsm { get; private init; }

    /// <summary>The container; null for none.</summary>
    public ContainerAddress? Container { get; private init; }

    /// <summary>Checks defaults.</summary>
    /// <param name="hsm">A name or URL of an HSM, or null.</param>
    /// <param name="containerUri">The URI of a container, without a SAS, or null.</param>
    /// <param name="apiVersion">An api-version, or null.</param>
    /// <param name="cloud">The cloud that is signed in to.</param>
    /// <exception cref="MhsmInputException">What is wrong with one of them.</exception>
    public static MhsmDefaults Parse(string? hsm, string? containerUri, string? apiVersion, ManagedHsmCloud cloud)
    {
        ManagedHsmAddress? address = hsm is null ? null : ManagedHsmAddress.Parse(hsm, cloud);
        if (address?.Cloud is not null) CloudMismatch.Refuse(address.Cloud, cloud);
        return new MhsmDefaults
        {
            ApiVersion = apiVersion is null ? null : ManagedHsmApiVersion.Parse(apiVersion),
            Hsm = address,
            Container = containerUri is null ? null : ParseContainer(containerUri),
        };
    }

    private static ContainerAddress ParseContainer(string uri)
    {
        ContainerAddress container = ContainerAddress.Parse(uri, out System.Security.SecureString? sas);
        if (container.Folder is not null)
        {
            // A restore must never find its backup in a default.
            throw new MhsmInputException(
                MhsmErrorId.InvalidContainerUri,
                $"{container.FolderUri} names a folder. A default is a container alone, like {container.Uri}: a restore says from which folder with -BackupFolder.");
        }

        return sas is null ? container : throw new MhsmInputException(
            MhsmErrorId.InvalidContainerUri,
            $"{container} carries a SAS. A default container is an address alone: give the SAS with each start (-SasToken), since a backup and a restore need different ones, or use -UseManagedIdentity.");
    }
}
