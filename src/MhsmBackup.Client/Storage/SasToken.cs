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

    /// <summary>Whether a stored access policy (<c>si</c>) completes the token: what it says cannot be read from here.</summary>
    public bool HasStoredAccessPolicy => Field("si") is not null;

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
        CheckResource();
        CheckProtocol(container);
        CheckPermissions(purpose);
        return CheckTimes(purpose, utcNow);
    }

    /// <summary>The token as the service wants it in a request: without a question mark.</summary>
    internal string Reveal() => SecureText.Reveal(_token);

    private string? Field(string name) => _fields.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private DateTime? ParseTime(string name)
    {
        if (Field(name) is not string text) return null;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        string[] formats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmZ", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", "yyyy-MM-ddTHH:mm:sszzz"];
        return DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, Utc, out DateTime time)
            ? time
            : throw Invalid($"its field {name} is not a time of the form 2026-11-24T10:00:00Z");
    }

    private void CheckResource()
    {
        if (Field("sr") is string resource)
        {
            if (resource != "c") throw OtherResource($"it is for {ResourceWord(resource)} (sr={Redaction.OfText(resource)})");
            return;
        }

        if (Field("ss") is string services)
        {
            if (!services.Contains('b')) throw OtherResource($"it is an account SAS without the blob service (ss={Redaction.OfText(services)})");
            string types = Field("srt") ?? string.Empty;
            if (!types.Contains('c') || !types.Contains('o'))
                throw OtherResource($"it is an account SAS that does not cover containers and objects (srt={Redaction.OfText(types)}, needed: co)");
            return;
        }

        // The resource is never in a stored access policy: without sr and ss this is no SAS for storage at all.
        throw OtherResource("it does not say what it is for (neither sr nor ss)");
    }

    private static string ResourceWord(string resource) => resource switch
    {
        "b" => "one blob",
        "bs" => "one snapshot",
        "bv" => "one version of a blob",
        "d" => "one directory",
        "f" => "one file",
        "s" => "a file share",
        _ => "another kind of resource",
    };

    private void CheckProtocol(ContainerAddress container)
    {
        string protocol = Field("spr") ?? "https,http";
        if (!protocol.Split(',').Contains("https"))
            throw new MhsmInputException(MhsmErrorId.SasTokenProtocol, "The SAS token is for plain http alone (spr=http). Make one with the protocol https.");
        if (container.IsPlainHttp && !protocol.Split(',').Contains("http"))
        {
            throw new MhsmInputException(
                MhsmErrorId.SasTokenProtocol,
                $"The SAS token is for https alone, and {container.Uri} is plain http. Use the https address, or for a storage emulator a token for https,http.");
        }
    }

    private void CheckPermissions(SasPurpose purpose)
    {
        if (Permissions is not string given)
        {
            if (HasStoredAccessPolicy) return;
            throw Invalid("it has neither permissions (sp) nor a stored access policy (si)");
        }

        string needed = purpose == SasPurpose.Backup ? "crdw" : "rl";
        string missing = new(needed.Where(permission => !given.Contains(permission)).ToArray());
        // A stored access policy may hold permissions or the token may, but never both: these are all there are.
        if (missing.Length == 0) return;
        string words = string.Join(", ", missing.Select(PermissionWord));
        throw new MhsmInputException(
            MhsmErrorId.SasTokenLacksPermission,
            $"The SAS token lacks {words} ({missing}); it has sp={Redaction.OfText(given)}. A {(purpose == SasPurpose.Backup ? "backup" : "restore")} needs a "
            + $"container SAS with {needed}, for example: az storage container generate-sas --permissions {needed}.");
    }

    private static string PermissionWord(char permission) => permission switch
    {
        'c' => "create",
        'r' => "read",
        'd' => "delete",
        'w' => "write",
        _ => "list",
    };

    private string? CheckTimes(SasPurpose purpose, DateTime utcNow)
    {
        if (ExpiresOn is not DateTime end)
        {
            if (HasStoredAccessPolicy) return null;
            throw Invalid("it has neither an expiry (se) nor a stored access policy (si)");
        }

        if (end <= utcNow)
            throw new MhsmInputException(MhsmErrorId.SasTokenExpired, $"The SAS token expired at {Show(end)}; now it is {Show(utcNow)}. Make a new one that is valid for 24 hours.");
        if (StartsOn > utcNow)
        {
            throw new MhsmInputException(
                MhsmErrorId.SasTokenNotYetValid,
                $"The SAS token is valid from {Show(StartsOn.Value)}; now it is {Show(utcNow)}. Wait until then, or make one without a start (st).");
        }

        return end - utcNow >= WantedValidity ? null
            : $"The SAS token expires at {Show(end)}, in less than 24 hours: the service asks for 24 hours, and a {(purpose == SasPurpose.Backup ? "backup" : "restore")} that runs longer than the token fails.";
    }

    private static string Show(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static MhsmInputException OtherResource(string why) => new(
        MhsmErrorId.SasTokenForOtherResource,
        $"The SAS token is not for a container: {why}. Make a container SAS (sr=c), for example: az storage container generate-sas.");

    private static MhsmInputException Invalid(string why) => new(
        MhsmErrorId.InvalidSasToken,
        $"The SAS token cannot be read: {why}. A token looks like sv=2025-01-05&sr=c&sp=crdw&se=2026-11-25T10:00:00Z&sig=...");
}
