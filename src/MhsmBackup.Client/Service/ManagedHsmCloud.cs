namespace MhsmBackup.Service;

/// <summary>
/// An Azure cloud and the host names it gives to Managed HSM, blob storage and sign-in. The names are those of
/// <c>Get-AzEnvironment</c> and <c>az cloud list</c>.
/// </summary>
public sealed class ManagedHsmCloud
{
    private ManagedHsmCloud(string name, string hsmSuffix, string blobSuffix, string authorityHost)
    {
        Name = name;
        HsmSuffix = hsmSuffix;
        BlobSuffix = blobSuffix;
        AuthorityHost = new Uri($"https://{authorityHost}/");
    }

    /// <summary>The public cloud.</summary>
    public static ManagedHsmCloud Public { get; } =
        new("AzureCloud", "managedhsm.azure.net", "blob.core.windows.net", "login.microsoftonline.com");

    /// <summary>Azure Government of the United States.</summary>
    public static ManagedHsmCloud UsGovernment { get; } =
        new("AzureUSGovernment", "managedhsm.usgovcloudapi.net", "blob.core.usgovcloudapi.net", "login.microsoftonline.us");

    /// <summary>Azure in China, operated by 21Vianet.</summary>
    public static ManagedHsmCloud China { get; } =
        new("AzureChinaCloud", "managedhsm.azure.cn", "blob.core.chinacloudapi.cn", "login.chinacloudapi.cn");

    /// <summary>Every cloud this library knows.</summary>
    public static IReadOnlyList<ManagedHsmCloud> All { get; } = [Public, UsGovernment, China];

    /// <summary>The cloud's name: AzureCloud, AzureUSGovernment or AzureChinaCloud.</summary>
    public string Name { get; }

    /// <summary>What follows an HSM's name in its host name.</summary>
    public string HsmSuffix { get; }

    /// <summary>What follows a storage account's name in its blob host name.</summary>
    public string BlobSuffix { get; }

    /// <summary>Where this cloud's identities sign in.</summary>
    public Uri AuthorityHost { get; }

    /// <summary>The scope of a token for this cloud's HSMs.</summary>
    public string Scope => $"https://{HsmSuffix}/.default";

    /// <summary>The cloud of a host name of a Managed HSM, or null for a host of none of them.</summary>
    /// <param name="host">A host name.</param>
    public static ManagedHsmCloud? OfHsmHost(string host) =>
        All.FirstOrDefault(cloud => host.EndsWith("." + cloud.HsmSuffix, StringComparison.OrdinalIgnoreCase));

    /// <summary>The cloud with this name.</summary>
    /// <param name="name">AzureCloud, AzureUSGovernment or AzureChinaCloud, in any case.</param>
    /// <exception cref="ArgumentException">No cloud has this name.</exception>
    public static ManagedHsmCloud Named(string name) =>
        All.FirstOrDefault(cloud => cloud.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"'{name}' is none of {string.Join(", ", All.Select(cloud => cloud.Name))}.", nameof(name));

    /// <summary>The cloud that AZURE_AUTHORITY_HOST chooses, as it does for every Azure SDK; the public cloud without it.</summary>
    public static ManagedHsmCloud OfEnvironment()
    {
        string? authority = Environment.GetEnvironmentVariable("AZURE_AUTHORITY_HOST");
        return Uri.TryCreate(authority, UriKind.Absolute, out Uri? uri)
            ? All.FirstOrDefault(cloud => cloud.AuthorityHost.Host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase)) ?? Public
            : Public;
    }

    /// <summary>The login endpoint that AZURE_AUTHORITY_HOST names when it is none of a known cloud; else null.</summary>
    internal static Uri? OwnAuthority() =>
        Uri.TryCreate(Environment.GetEnvironmentVariable("AZURE_AUTHORITY_HOST"), UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && !All.Any(cloud => cloud.AuthorityHost.Host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase))
            ? uri
            : null;

    /// <summary>The cloud's name.</summary>
    public override string ToString() => Name;
}
