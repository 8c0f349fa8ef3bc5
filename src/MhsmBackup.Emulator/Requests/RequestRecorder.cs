using System.Text.RegularExpressions;

namespace MhsmBackup.Emulator.Requests;

/// <summary>Makes the record of a request, without its secrets.</summary>
internal static partial class RequestRecorder
{
    /// <summary>The claim that says who called.</summary>
    internal const string CallerClaim = "oid";

    private static readonly string[] SecretHeaders = ["Cookie", "X-IDENTITY-HEADER", "secret"];

    internal static RecordedRequest Describe(HttpRequest request, string? hsm, long bodyLength, int status, TimeSpan duration) => new()
    {
        Number = 0,
        Hsm = hsm,
        Method = request.Method,
        Path = request.Path.Value ?? "/",
        Query = Signature().Replace(request.QueryString.Value ?? "", "$1REDACTED"),
        Headers = request.Headers
            .Where(header => !header.Key.Contains("Authorization", StringComparison.OrdinalIgnoreCase) && !SecretHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        CallerObjectId = request.HttpContext.User.FindFirst(CallerClaim)?.Value,
        HadToken = request.Headers.Authorization.Count > 0,
        BodyReceived = bodyLength > 0,
        BodyLength = bodyLength,
        Status = status,
        Duration = duration,
    };

    [GeneratedRegex("((?:^|[?&])(?:sig|client_secret|access_token|token|client_assertion|assertion|code|code_verifier|device_code|user_code|otc|refresh_token|id_token|id_token_hint|password)=)[^&]*", RegexOptions.IgnoreCase)]
    private static partial Regex Signature();
}
