using System.Globalization;
using System.Security;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Storage;

/// <summary>
/// A shared access signature: what it says of itself is readable, the token stays a SecureString. Fields:
/// https://learn.microsoft.com/rest/api/storageservices/create-service-sas and create-account-sas.
/// </summary>
public sealed class SasToken
{
    /// <summary>The specification asks that a token stays valid this long from the call.</summary>
    public static readonly TimeSpan WantedValidity = TimeSpan.FromHours(24);

    private readonly SecureString _token;
    private readonly Dictionary<string, string> _fields;

    private SasToken(SecureString token, Dictionary<string, string> fields)
    {
        _token = token;
        _fields = fields;
        StartsOn = ParseTime("st");
        ExpiresOn = ParseTime("se");
    }

    /// <summary>The permissions (<c>sp</c>), or null when a stored access policy holds them.</summary>
    public string? Permissions => Field("sp");

    /// <summary>From when the token is valid, in UTC; null: from the start, or as a stored access policy says.</summary>
    public DateTime? StartsOn { get; }

    /// <summary>Until when the token is valid, in UTC; null when a stored access policy says it.</summary>
    public DateTime? ExpiresOn { get; }

    /// <summary>The stored access policy (<c>si</c>) that completes the token; null for none.</summary>
    public string? Policy => Field("si");

    /// <summary>Whether a stored access policy (<c>si</c>) completes the token: what it says cannot be read from here.</summary>
    public bool HasStoredAccessPolicy => Policy is not null;

    /// <summary>Reads a token, with or without the question mark before it.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidSasToken"/>.</exception>
    public static SasToken Parse(SecureString token)
    {
        string text = SecureText.Reveal(token).Trim().Trim('"', '\'');
        if (text.StartsWith("?", StringComparison.Ordinal)) text = text.Substring(1);
        if (text.Length == 0) throw Invalid("it is empty");
        if (text.Contains("://")) throw Invalid("it is a whole URI; give that as -ContainerUri, or the part behind the question mark here");
        if (text.IndexOf("AccountKey=", StringComparison.OrdinalIgnoreCase) >= 0 || text.IndexOf("SharedAccessSignature=", StringComparison.OrdinalIgnoreCase) >= 0)
            throw Invalid("it is a connection string");
        if (text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) throw Invalid("it holds white space");

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in text.Split(['&'], StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=');
            if (equals <= 0) throw Invalid("a part of it is not of the form name=value");
            string name = pair.Substring(0, equals);
            if (fields.ContainsKey(name)) throw Invalid($"it has the field '{Redaction.OfText(name)}' twice");
            fields.Add(name, Uri.UnescapeDataString(pair.Substring(equals + 1)));
        }

        if (!fields.TryGetValue("sig", out string? signature) || signature.Length == 0) throw Invalid("it has no signature (sig)");
        if (!fields.ContainsKey("sv")) throw Invalid("it has no version (sv)");
        return new SasToken(SecureText.Protect(text), fields);
    }

    /// <summary>Refuses a token that cannot serve; what cannot be judged from here passes.</summary>
    /// <param name="purpose">What the token is for.</param>
    /// <param name="container">The container it is to be used on.</param>
    /// <param name="utcNow">The time now, in UTC.</param>
    /// <returns>A warning in words, or null.</returns>
    /// <exception cref="MhsmInputException">
    /// <see cref="MhsmErrorId.SasTokenForOtherResource"/>, <see cref="MhsmErrorId.SasTokenProtocol"/>,
    /// <see cref="MhsmErrorId.SasTokenExpired"/>, <see cref="MhsmErrorId.SasTokenNotYetValid"/>,
    /// <see cref="MhsmErrorId.SasTokenLacksPermission"/> or <see cref="MhsmErrorId.InvalidSasToken"/>.
    /// </exception>
    public string? CheckFor(SasPurpose purpose, ContainerAddress container, DateTime utcNow)
    {
        IReadOnlyList<SasFinding> findings = SasJudgement.Of(this, purpose, container, utcNow);
        if (findings.FirstOrDefault(finding => finding.Refuses) is SasFinding refusal) throw refusal.ToException();
        return findings.Count == 0 ? null : string.Join(" ", findings.Select(finding => finding.Words));
    }

    /// <summary>Those of some permissions that it says of itself to lack; none where a stored access policy has them.</summary>
    /// <param name="needed">What is needed: letters of which any one is enough.</param>
    internal IEnumerable<string> Lacking(params string[] needed) => Permissions is string given ? needed.Where(anyOf => anyOf.IndexOfAny(given.ToCharArray()) < 0) : [];

    /// <summary>The token as the service wants it in a request: without a question mark.</summary>
    internal string Reveal() => SecureText.Reveal(_token);

    /// <summary>What a field of the token says, decoded; null when it is not there or empty. Never ask for the signature.</summary>
    internal string? Field(string name) => _fields.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private DateTime? ParseTime(string name)
    {
        if (Field(name) is not string text) return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", "yyyy-MM-ddTHH:mm:sszzz"];
        return DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Utc, out DateTime time)
            ? time
            : throw Invalid($"its field {name} is not a time of the form 2026-11-24T10:00:00Z");
    }

    private static MhsmInputException Invalid(string why) => new(MhsmErrorId.InvalidSasToken, WordsOfInvalid(why));

    internal static string WordsOfInvalid(string why) =>
        $"The SAS token cannot be read: {why}. A token looks like sv=2025-01-05&sr=c&sp=crdw&se=2026-11-25T10:00:00Z&sig=...";
}
