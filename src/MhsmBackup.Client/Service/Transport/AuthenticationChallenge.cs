using System.Text;
using System.Text.RegularExpressions;

namespace MhsmBackup.Service.Transport;

/// <summary>The Bearer challenge of a 401: who gives tokens, for which resource, with which claims.</summary>
internal sealed class AuthenticationChallenge
{
    private static readonly Regex Parameter = new("(?<name>[A-Za-z_]+)\\s*=\\s*(\"(?<value>[^\"]*)\"|(?<value>[^\\s,\"]+))", RegexOptions.CultureInvariant);

    private AuthenticationChallenge(Uri? resource, string? tenantId, string? claims, string? errorDescription)
    {
        ErrorDescription = errorDescription;
        Resource = resource;
        TenantId = tenantId;
        Claims = claims;
    }

    /// <summary>What the token must be for.</summary>
    public Uri? Resource { get; }

    /// <summary>The tenant that the HSM belongs to: the path of the authorization URI.</summary>
    public string? TenantId { get; }

    /// <summary>The claims that continuous access evaluation asks for, as JSON.</summary>
    public string? Claims { get; }

    /// <summary>Why the token was refused, in the service's words.</summary>
    public string? ErrorDescription { get; }

    /// <summary>The scope of a token for <see cref="Resource"/>.</summary>
    public string? Scope => Resource is null ? null : Resource.AbsoluteUri.TrimEnd('/') + "/.default";

    public static AuthenticationChallenge? Parse(string? header)
    {
        if (header is null) return null;
        int bearer = header.IndexOf("Bearer", StringComparison.OrdinalIgnoreCase);
        if (bearer < 0) return null;

        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match match in Parameter.Matches(header.Substring(bearer)))
        {
            string name = match.Groups["name"].Value;
            if (!values.ContainsKey(name)) values.Add(name, match.Groups["value"].Value);
        }

        string? authority = Value("authorization") ?? Value("authorization_uri");
        string? resource = Value("resource") ?? Value("scope");
        return new AuthenticationChallenge(
            Uri.TryCreate(resource, UriKind.Absolute, out Uri? uri) ? new Uri(uri.GetLeftPart(UriPartial.Authority)) : null,
            Uri.TryCreate(authority, UriKind.Absolute, out Uri? login) ? login.AbsolutePath.Trim('/').Split('/')[0] : null,
            DecodeClaims(Value("claims")),
            Value("error_description"));

        string? Value(string name) => values.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
    }

    /// <summary>
    /// Whether the resource covers this host: <c>x.managedhsm.azure.net</c> is covered by <c>managedhsm.azure.net</c>.
    /// A wrong host must never get a token (https://aka.ms/azsdk/blog/vault-uri).
    /// </summary>
    public bool Covers(string host) =>
        Resource is not null && host.EndsWith("." + Resource.Host, StringComparison.OrdinalIgnoreCase);

    private static string? DecodeClaims(string? encoded)
    {
        if (encoded is null) return null;
        string base64 = encoded.Replace('-', '+').Replace('_', '/');
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '=')));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
