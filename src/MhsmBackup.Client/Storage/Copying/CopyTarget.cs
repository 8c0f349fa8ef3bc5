using MhsmBackup.Errors;
using MhsmBackup.Storage.Catalogue;

namespace MhsmBackup.Storage.Copying;

/// <summary>Refuses a destination that a backup cannot be copied to.</summary>
internal static class CopyTarget
{
    /// <summary>Refuses the backup itself, and a folder in it.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.CopyOntoItself"/> or <see cref="MhsmErrorId.InvalidBackupFolder"/>.</exception>
    public static void Check(BackupPlace source, ContainerAddress destination, string folder)
    {
        _ = BackupFolderPath.Parse(folder);
        bool isSameContainer = Uri.Compare(Primary(source.Container.Address.Uri), Primary(destination.Uri), UriComponents.HostAndPort | UriComponents.Path, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        if (!isSameContainer) return;
        if (folder == source.Folder)
            throw new MhsmInputException(MhsmErrorId.CopyOntoItself, $"{destination.At(folder)} is the backup itself. Give another container with -DestinationContainerUri, or a folder in this one, like {destination.Uri}/copies.");
        if (folder.StartsWith(source.Folder + "/", StringComparison.Ordinal))
            throw new MhsmInputException(MhsmErrorId.CopyOntoItself, $"{destination.At(folder)} lies inside the backup that is to be copied, and would become part of it. Give a folder beside it.");
    }

    // An account's secondary address is the same account.
    private static Uri Primary(Uri container) => new(container.AbsoluteUri.Replace("-secondary.", ".").Replace("-secondary/", "/"));
}
