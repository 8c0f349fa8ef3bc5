using MhsmBackup.Errors;

namespace MhsmBackup.Service;

/// <summary>
/// An Azure cloud and the host names it gives to Managed HSM, blob storage, Azure Resource Manager and sign-in. The names are those of
/// <c>Get-AzEnvironment</c> and <c>az cloud list</c>.
/// </summary>
public sealed class ManagedHsmCloud
{
    private readonly string[] _authorityHosts;

    private ManagedHsmCloud(string name, string hsmSuffix, string blobSuffix, string resourceManagerHost, string authorityHost, params string[] otherAuthorityHosts)
    {
        _authorityHosts = [authorityHost, .. otherAuthorityHosts];
        Name = name;
        HsmSuffix = hsmSuffix;
        BlobSuffix = blobSuffix;
        ResourceManager = new Uri($"https://{resourceManagerHost}/");
        AuthorityHost = new Uri($"https://{authorityHost}/");
    }

    /// <summary>The public cloud.</summary>
    public static ManagedHsmCloud Public { get; } =
        new("AzureCloud", "managedhsm.azure.net", "blob.core.windows.net", "management.azure.com", "login.microsoftonline.com", "login.windows.net", "login.microsoft.com");

    /// <summary>Azure Government of the United States.</summary>
    public static ManagedHsmCloud UsGovernment { get; } =
        new("AzureUSGovernment", "managedhsm.usgovcloudapi.net", "blob.core.usgovcloudapi.net", "management.usgovcloudapi.net", "login.microsoftonline.us", "login.usgovcloudapi.net");

    /// <summary>Azure in China, operated by 21Vianet.</summary>
    public static ManagedHsmCloud China { get; } =
        new("AzureChinaCloud", "managedhsm.azure.cn", "blob.core.chinacloudapi.cn", "management.chinacloudapi.cn", "login.chinacloudapi.cn", "login.partner.microsoftonline.cn");

    /// <summary>Every cloud this library knows.</summary>
    public static IReadOnlyList<ManagedHsmCloud> All { get; } = [Public, UsGovernment, China];

    /// <summary>The cloud's name: AzureCloud, AzureUSGovernment or AzureChinaCloud.</summary>
    public string Name { get; }

    /// <summary>What follows an HSM's name in its host name.</summary>
    public string HsmSuffix { get; }

    /// <summary>What follows a storage account's name in its blob host name.</summary>
    public string BlobSuffix { get; }

    /// <summary>Where Azure Resource Manager of this cloud is asked.</summary>
    public Uri ResourceManager { get; }

    /// <summary>The scope of a token for it.</summary>
    public string ResourceManagerScope => ResourceManager + ".default";

    /// <summary>Where this cloud's identities sign in.</summary>
    public Uri AuthorityHost { get; }

    /// <summary>The scope of a token for this cloud's HSMs.</summary>
    public string Scope => $"https://{HsmSuffix}/.default";

    /// <summary>The cloud of a host name of a Managed HSM, or null for a host of none of them.</summary>
    /// <param name="host">A host name.</param>
    public static ManagedHsmCloud? OfHsmHost(string host) =>
        All.FirstOrDefault(cloud => host.EndsWith("." + cloud.HsmSuffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The cloud of a host name of blob storage, or null for a host of none of them.</summary>
    /// <param name="host">A host name.</param>
    public static ManagedHsmCloud? OfBlobHost(string host) =>
        All.FirstOrDefault(cloud => host.EndsWith("." + cloud.BlobSuffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The cloud with this name.</summary>
    /// <param name="name">AzureCloud, AzureUSGovernment or AzureChinaCloud, in any case.</param>
    /// <exception cref="ArgumentException">No cloud has this name.</exception>
    public static ManagedHsmCloud Named(string name) =>
        All.FirstOrDefault(cloud => cloud.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"'{name}' is none of {string.Join(", ", All.Select(cloud => cloud.Name))}.", nameof(name));

    /// <summary>The cloud that AZURE_AUTHORITY_HOST chooses, as it does for every Azure SDK; the public cloud without it.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidAuthorityHost"/>: it is no https URL.</exception>
    public static ManagedHsmCloud OfEnvironment() => AuthorityOfEnvironment() is Uri uri ? OfAuthority(uri) ?? Public : Public;

    /// <summary>The login endpoint that AZURE_AUTHORITY_HOST names when it is none of a known cloud; else null.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidAuthorityHost"/>: it is no https URL.</exception>
    internal static Uri? OwnAuthority() => AuthorityOfEnvironment() is Uri uri && OfAuthority(uri) is null ? uri : null;

    private static ManagedHsmCloud? OfAuthority(Uri uri) => All.FirstOrDefault(cloud => cloud._authorityHosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase));

    // A value that is misread would send a secret to another cloud's login endpoint.
    private static Uri? AuthorityOfEnvironment()
    {
        string? authority = Environment.GetEnvironmentVariable("AZURE_AUTHORITY_HOST");
        if (string.IsNullOrWhiteSpace(authority)) return null;
        return Uri.TryCreate(authority, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttps ? uri : throw new MhsmInputException(
            MhsmErrorId.InvalidAuthorityHost,
            $"AZURE_AUTHORITY_HOST is '{Secrets.Redaction.OfText(authority!)}', which is no https URL. Set it to {string.Join(", ", All.Select(cloud => cloud.AuthorityHost))} or remove it.");
    }

    /// <summary>The cloud's name.</summary>
    public override string ToString() => Name;
}
