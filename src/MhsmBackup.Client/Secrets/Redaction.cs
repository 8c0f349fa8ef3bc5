using System.Text.RegularExpressions;

namespace MhsmBackup.Secrets;

/// <summary>Takes secrets out of text that people will see.</summary>
internal static class Redaction
{
    public const string Mark = "[redacted]";

    // The signature of a SAS is its only secret, and it may come encoded more than once.
    private static readonly Regex Signature = new("(?<=\\bsig(=|%3D|%253D|\"\\s*:\\s*\"))[^&\\s\"'<>]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex Jwt = new("\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant);
    private static readonly Regex Bearer = new("(?<=\\bBearer\\s+)(?!authorization)[A-Za-z0-9._~+/=-]{16,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex AccountKey = new("(?<=\\bAccountKey=)[^;\\s\"']+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly Regex UserInfo = new("(?<=://)[^/@\\s?#]+(?=@)", RegexOptions.CultureInvariant);

    /// <summary>Takes every signature, token, account key and user information out of a text, and leaves the rest as it is.</summary>
    public static string OfText(string text)
    {
        text = Signature.Replace(text, Mark);
        text = Jwt.Replace(text, Mark);
        text = Bearer.Replace(text, Mark);
        text = AccountKey.Replace(text, Mark);
        return UserInfo.Replace(text, Mark);
    }

    /// <summary>As <see cref="OfText"/>, and for null null.</summary>
    public static string? OfOptionalText(string? text) => text is null ? null : OfText(text);

    /// <summary>A URI without its query: a query of ours is a SAS.</summary>
    public static string OfUri(string uri)
    {
        int query = uri.IndexOf('?');
        return OfText(query < 0 ? uri : uri.Substring(0, query) + "?" + Mark);
    }
}
