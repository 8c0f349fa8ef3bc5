using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Service;

/// <summary>The address of one Managed HSM, checked: https, a host alone, and a port of its own on loopback only.</summary>
public sealed class ManagedHsmAddress : IEquatable<ManagedHsmAddress>
{
    // The naming rule of Microsoft.KeyVault/managedHSMs:
    // https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftkeyvault
    private static readonly Regex NameRule = new("^[A-Za-z](?!.*--)[A-Za-z0-9-]{1,22}[A-Za-z0-9]$", RegexOptions.CultureInvariant);

    private ManagedHsmAddress(Uri uri, string name, ManagedHsmCloud? cloud)
    {
        Uri = uri;
        Name = name;
        Cloud = cloud;
    }

    /// <summary>The HSM's base address; its path is <c>/</c>.</summary>
    public Uri Uri { get; }

    /// <summary>The HSM's name: the first label of its host; for a bare loopback host, host and port.</summary>
    public string Name { get; }

    /// <summary>The cloud whose host names this one belongs to; null for loopback and for hosts of no known cloud.</summary>
    public ManagedHsmCloud? Cloud { get; }

    /// <summary>Whether the HSM is on this machine: an emulator.</summary>
    public bool IsLoopback => LoopbackHost.Is(Uri);

    /// <summary>Reads a name (<c>contoso-hsm</c>), a host name or a URL.</summary>
    /// <param name="nameOrUrl">What the user gave.</param>
    /// <param name="cloud">The cloud of a bare name; null lets AZURE_AUTHORITY_HOST decide.</param>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.InvalidHsmName"/> or <see cref="MhsmErrorId.InvalidHsmUri"/>.
    /// </exception>
    public static ManagedHsmAddress Parse(string? nameOrUrl, ManagedHsmCloud? cloud = null)
    {
        string text = nameOrUrl?.Trim() ?? string.Empty;
        if (text.Contains("://") || text.StartsWith("//", StringComparison.Ordinal)) return ParseUrl(text);
        if (LooksLikeHost(text)) return ParseUrl("https://" + text);
        if (!NameRule.IsMatch(text)) throw InvalidName(text);
        cloud ??= ManagedHsmCloud.OfEnvironment();
        return new ManagedHsmAddress(new Uri($"https://{text.ToLowerInvariant()}.{cloud.HsmSuffix}/"), text.ToLowerInvariant(), cloud);
    }

    /// <inheritdoc/>
    public bool Equals(ManagedHsmAddress? other) => other is not null && Uri == other.Uri;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ManagedHsmAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => Uri.GetHashCode();

    /// <summary>The base address.</summary>
    public override string ToString() => Uri.AbsoluteUri;

    // A host without a scheme is taken for what it is when it is of a known cloud or of this machine.
    private static bool LooksLikeHost(string text)
    {
        if (!Uri.TryCreate("https://" + text, UriKind.Absolute, out Uri? uri)) return false;
        return ManagedHsmCloud.OfHsmHost(uri.Host) is not null || LoopbackHost.Is(uri);
    }

    private static ManagedHsmAddress ParseUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)) throw InvalidUrl(text, "it is not a URL");
        if (uri.Scheme != Uri.UriSchemeHttps) throw InvalidUrl(text, $"its scheme is {uri.Scheme}, and only https is spoken");
        if (uri.UserInfo.Length > 0) throw InvalidUrl(text, "it holds user information");
        if (uri.AbsolutePath != "/") throw InvalidUrl(text, $"it has the path {uri.AbsolutePath}, and an HSM is named by its host alone");
        if (uri.Query.Length > 0) throw InvalidUrl(text, "it has a query");
        if (uri.Fragment.Length > 0) throw InvalidUrl(text, "it has a fragment");

        string host = uri.IdnHost.ToLowerInvariant();
        bool isLoopback = LoopbackHost.Is(uri);
        if (!uri.IsDefaultPort && !isLoopback) throw InvalidUrl(text, $"it names port {uri.Port}, which only a host on this machine may have");

        ManagedHsmCloud? cloud = ManagedHsmCloud.OfHsmHost(host);
        if (cloud is not null)
        {
            string name = host.Substring(0, host.Length - cloud.HsmSuffix.Length - 1);
            if (!NameRule.IsMatch(name)) throw InvalidName(name);
            return new ManagedHsmAddress(new Uri($"https://{host}/"), name, cloud);
        }

        return new ManagedHsmAddress(new Uri($"https://{uri.Authority.ToLowerInvariant()}/"), NameOf(uri, host, isLoopback), cloud: null);
    }

    private static string NameOf(Uri uri, string host, bool isLoopback)
    {
        bool hasLabel = isLoopback ? LoopbackHost.IsNamed(host) : uri.HostNameType == UriHostNameType.Dns;
        return hasLabel ? host.Split('.')[0] : uri.Authority;
    }

    private static MhsmInputException InvalidName(string text) => new(
        MhsmErrorId.InvalidHsmName,
        $"'{Redaction.OfText(text)}' is not the name of a Managed HSM. A name has 3 to 24 letters, digits and single hyphens, starts "
        + "with a letter and ends with a letter or digit; give a name like contoso-hsm or a URL like https://contoso-hsm.managedhsm.azure.net.");

    private static MhsmInputException InvalidUrl(string text, string why) => new(
        MhsmErrorId.InvalidHsmUri,
        $"'{Redaction.OfUri(text)}' is not the URL of a Managed HSM: {why}. Give a URL like https://contoso-hsm.managedhsm.azure.net, "
        + "or the name alone.");
}
