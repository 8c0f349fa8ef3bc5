using System.Security;
using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Service;

namespace MhsmBackup.Storage;

/// <summary>A blob container, and a folder in it if the address names one. Never holds a SAS.</summary>
public sealed class ContainerAddress
{
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
    private static readonly Regex AccountRule = new("^[a-z0-9]{3,24}$", RegexOptions.CultureInvariant);
    private static readonly Regex ContainerRule = new("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant);
    private static readonly string[] OtherServices = ["file", "queue", "table", "dfs", "web"];

    private ContainerAddress(Uri uri, string container, string? folder)
    {
        Uri = uri;
        Container = container;
        Folder = folder;
    }

    /// <summary>The container's URI, without a slash at its end, without folder, without SAS.</summary>
    public Uri Uri { get; }

    /// <summary>The container's name.</summary>
    public string Container { get; }

    /// <summary>The folder's path in the container, without slashes around it; null when the address names the container alone.</summary>
    public string? Folder { get; }

    /// <summary>Whether the container is spoken to without TLS, which only a host on this machine may be.</summary>
    public bool IsPlainHttp => Uri.Scheme == Uri.UriSchemeHttp;

    /// <summary>
    /// The storage account's name: the first part of the host, or on this machine of the path. Null for a host of one's own,
    /// which does not tell it.
    /// </summary>
    public string? AccountName
    {
        get
        {
            string first = LoopbackHost.Is(Uri) && !LoopbackHost.IsNamed(Uri.DnsSafeHost)
                ? Uri.AbsolutePath.Trim('/').Split('/')[0]
                : Uri.DnsSafeHost.Split('.') is [var label, "blob", ..] ? label : string.Empty;
            const string Secondary = "-secondary";
            if (first.EndsWith(Secondary, StringComparison.Ordinal)) first = first.Substring(0, first.Length - Secondary.Length);
            return first.Length > 0 ? first : null;
        }
    }

    /// <summary>The storage account's name.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidContainerUri"/>: the address does not tell it.</exception>
    public string DemandAccountName() => AccountName ?? throw new MhsmInputException(
        MhsmErrorId.InvalidContainerUri,
        $"{Uri} does not tell the name of the storage account, which a key is for. Give the account's own address, like https://contosobackup.blob.core.windows.net/{Container}.");

    /// <summary>The folder's URI, or the container's when no folder is named.</summary>
    public Uri FolderUri => Folder is null ? Uri : At(Folder);

    /// <summary>The URI of a folder in this container.</summary>
    /// <param name="folder">The folder's path.</param>
    public Uri At(string folder) =>
        new($"{Uri.AbsoluteUri}/{string.Join("/", folder.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>The same container with this folder.</summary>
    /// <param name="folder">The folder's path, checked.</param>
    public ContainerAddress WithFolder(string folder) => new(Uri, Container, folder);

    /// <summary>The same container with this folder, or with none.</summary>
    internal ContainerAddress InFolder(string? folder) => new(Uri, Container, folder);

    /// <summary>Whether another address is of a folder inside of this one's folder, or container.</summary>
    internal bool Contains(ContainerAddress other) =>
        Uri == other.Uri && other.Folder is string inner && inner != Folder && (Folder is null || inner.StartsWith(Folder + "/", StringComparison.Ordinal));

    /// <summary>Puts an address together from the names of account and container.</summary>
    /// <param name="accountName">3 to 24 lower-case letters and digits.</param>
    /// <param name="containerName">3 to 63 lower-case letters, digits and single hyphens.</param>
    /// <param name="cloud">The cloud the account is in.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidStorageAccountName"/> or <see cref="MhsmErrorId.InvalidContainerName"/>.
    /// </exception>
    public static ContainerAddress FromNames(string? accountName, string? containerName, ManagedHsmCloud cloud)
    {
        string account = accountName?.Trim() ?? string.Empty;
        if (!AccountRule.IsMatch(account))
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidStorageAccountName,
                $"'{Redaction.OfUri(account)}' is not the name of a storage account. A name has 3 to 24 lower-case letters and digits; "
                + "for an address of another form give -ContainerUri.");
        }

        string container = CheckedContainer(containerName?.Trim() ?? string.Empty);
        return new ContainerAddress(new Uri($"https://{account}.{cloud.BlobSuffix}/{container}"), container, folder: null);
    }

    /// <summary>Reads a container's or a folder's URI. A SAS in its query is split off.</summary>
    /// <param name="text">What the user gave.</param>
    /// <param name="sas">The query of the URI, or null when it has none.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidContainerUri"/> or <see cref="MhsmErrorId.InvalidContainerName"/>.
    /// </exception>
    public static ContainerAddress Parse(string? text, out SecureString? sas)
    {
        text = text?.Trim() ?? string.Empty;
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)) throw Invalid(text, "it is not a URI");
        if (uri.UserInfo.Length > 0) throw Invalid(text, "it holds user information");
        if (uri.Fragment.Length > 0) throw Invalid(text, "it has a fragment");
        bool isLoopback = LoopbackHost.Is(uri);
        CheckScheme(text, uri, isLoopback);
        CheckService(text, uri);

        string[] segments = uri.AbsolutePath.Trim('/').Split('/');
        // Storage on this machine names the account in the path, unless the host does.
        int accountSegments = isLoopback && !LoopbackHost.IsNamed(uri.DnsSafeHost) ? 1 : 0;
        if (segments.Length <= accountSegments || segments[accountSegments].Length == 0) throw Invalid(text, "it names no container");

        string container = CheckedContainer(segments[accountSegments]);
        string rest = string.Join("/", segments.Skip(accountSegments + 1).Select(Uri.UnescapeDataString));
        string? folder = rest.Length == 0 ? null : BackupFolderPath.Parse(rest);
        string containerPath = string.Join("/", segments.Take(accountSegments + 1));

        sas = uri.Query.Length > 1 ? SecureText.Protect(uri.Query.Substring(1)) : null;
        return new ContainerAddress(new Uri($"{uri.Scheme}://{uri.Authority}/{containerPath}"), container, folder);
    }

    /// <summary>The container's URI.</summary>
    public override string ToString() => FolderUri.AbsoluteUri;

    private static void CheckScheme(string text, Uri uri, bool isLoopback)
    {
        if (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && isLoopback)) return;
        throw Invalid(text, uri.Scheme == Uri.UriSchemeHttp
            ? "it is plain http, which only a host on this machine may be; use https"
            : $"its scheme is {uri.Scheme}, and only https is spoken");
    }

    private static void CheckService(string text, Uri uri)
    {
        string[] labels = uri.DnsSafeHost.ToLowerInvariant().Split('.');
        if (labels.Length > 2 && labels[2] == "core" && OtherServices.Contains(labels[1]))
            throw Invalid(text, $"it is an address of the {labels[1]} service, and backups lie in the blob service");
        if (ManagedHsmCloud.OfHsmHost(uri.Host) is not null) throw Invalid(text, "it is the address of a Managed HSM");
        if (labels.Length > 1 && labels[1] == "blob" && !LoopbackHost.Is(uri) && !AccountRule.IsMatch(labels[0].Replace("-secondary", string.Empty)))
            throw Invalid(text, "its first part is not the name of a storage account");
    }

    private static string CheckedContainer(string name) => ContainerRule.IsMatch(name)
        ? name
        : throw new MhsmInputException(
            MhsmErrorId.InvalidContainerName,
            $"'{Redaction.OfUri(name)}' is not the name of a blob container. A name has 3 to 63 lower-case letters, digits and single hyphens, "
            + "and starts and ends with a letter or digit.");

    private static MhsmInputException Invalid(string text, string why) => new(
        MhsmErrorId.InvalidContainerUri,
        $"'{Redaction.OfUri(text)}' is not the URI of a blob container: {why}. Give one like "
        + "https://contosobackup.blob.core.windows.net/hsm, or the names with -StorageAccountName and -BlobContainerName.");
}
