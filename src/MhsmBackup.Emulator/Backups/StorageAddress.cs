using MhsmBackup.Emulator.Hosting;

namespace MhsmBackup.Emulator.Backups;

/// <summary>A storageResourceUri taken apart: the container, and the folder that may lie behind it.</summary>
internal sealed record StorageAddress(Uri Container, string AccountName, string Folder)
{
    internal static StorageAddress Parse(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri))
        {
            throw ServiceException.BadParameter("storageResourceUri is not an absolute URI.");
        }

        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            throw ServiceException.BadParameter("storageResourceUri must be an https URI.");
        }

        if (uri.Query.Length > 0 || uri.Fragment.Length > 0 || uri.UserInfo.Length > 0)
        {
            throw ServiceException.BadParameter("storageResourceUri must hold neither a query nor a fragment nor user information.");
        }

        string[] segments = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);

        // Storage emulators put the account into the path, where Azure has it in the host's first label.
        bool accountInPath = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6 || uri.Host == "localhost";
        int containerAt = accountInPath ? 1 : 0;
        if (segments.Length <= containerAt)
        {
            throw ServiceException.BadParameter("storageResourceUri names no container.");
        }

        string containerPath = string.Join('/', segments.Take(containerAt + 1));
        return new StorageAddress(
            new Uri($"{uri.GetLeftPart(UriPartial.Authority)}/{containerPath}"),
            accountInPath ? segments[0] : uri.Host.Split('.')[0],
            Uri.UnescapeDataString(string.Join('/', segments.Skip(containerAt + 1))));
    }

    /// <summary>A folder beneath this one.</summary>
    internal string Beneath(string folder) => Folder.Length == 0 ? folder.Trim('/') : $"{Folder}/{folder.Trim('/')}";

    /// <summary>The address of a folder, as a finished backup tells it.</summary>
    internal string AddressOf(string folder) =>
        $"{Container.AbsoluteUri}/{string.Join('/', folder.Split('/').Select(Uri.EscapeDataString))}";
}
