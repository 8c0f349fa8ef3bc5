namespace MhsmBackup.Emulator.Access;

/// <summary>
/// The tokens of the resources that still take those of Entra ID's first version, whichever endpoint is asked: Azure Storage and
/// Azure Resource Manager. Their issuer is Entra ID's own name, never the address that was asked.
/// </summary>
internal static class FirstVersionTokens
{
    private const string PublicIssuer = "https://sts.windows.net/";
    private const string ChinaIssuer = "https://sts.chinacloudapi.cn/";

    private static readonly string[] Hosts =
    [
        "storage.azure.com",
        "management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn",
        "management.core.windows.net", "management.core.usgovcloudapi.net", "management.core.chinacloudapi.cn",
    ];

    private static readonly string[] AccountDomains = [".blob.core.windows.net", ".blob.core.usgovcloudapi.net", ".blob.core.chinacloudapi.cn"];

    /// <summary>Whether a resource takes them.</summary>
    internal static bool AreFor(string resource) => Uri.TryCreate(resource, UriKind.Absolute, out Uri? uri)
        && uri.Scheme == Uri.UriSchemeHttps
        && (Hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase) || AccountDomains.Any(domain => uri.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The issuer of a tenant's tokens for a resource: the one of the cloud that the resource belongs to.</summary>
    internal static string IssuerOf(string tenant, string resource) =>
        (new Uri(resource).Host.EndsWith(".chinacloudapi.cn", StringComparison.OrdinalIgnoreCase) ? ChinaIssuer : PublicIssuer) + tenant + "/";

    /// <summary>Says what a token says, as the first version says it.</summary>
    internal static void Rewrite(Dictionary<string, object> claims)
    {
        claims["ver"] = "1.0";
        claims.Remove("azp");
        claims.Remove("preferred_username");
    }
}
