using System.Globalization;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Writes an error with the members of Entra ID's answers.</summary>
internal sealed class EntraErrorBody(Uri host, TimeProvider time)
{
    internal LoginAnswer Answer(LoginCall call, EntraError error, string? value) => LoginAnswer.Json(Members(call, error, value), error.Status);

    internal Dictionary<string, object> Members(LoginCall call, EntraError error, string? value)
    {
        string trace = Guid.NewGuid().ToString("D");
        string timestamp = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        Dictionary<string, object> members = new()
        {
            ["error"] = error.Error,
            ["error_description"] = $"AADSTS{error.Code}: {Fill(call, error, value)} Trace ID: {trace} Correlation ID: {call.CorrelationId} Timestamp: {timestamp}",
            ["error_codes"] = new[] { error.Code },
            ["timestamp"] = timestamp,
            ["trace_id"] = trace,
            ["correlation_id"] = call.CorrelationId,
            ["error_uri"] = new Uri(host, $"error?code={error.Code}").AbsoluteUri,
        };
        if (error.Suberror is not null)
        {
            members["suberror"] = error.Suberror;
        }

        return members;
    }

    private string Fill(LoginCall call, EntraError error, string? value) => error.Text
        .Replace("{client}", call.ClientId, StringComparison.Ordinal)
        .Replace("{name}", call.ClientName, StringComparison.Ordinal)
        .Replace("{tenant}", call.Tenant, StringComparison.Ordinal)
        .Replace("{resource}", call.ResourceName, StringComparison.Ordinal)
        .Replace("{user}", call.UserName, StringComparison.Ordinal)
        .Replace("{now}", time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("{value}", value ?? "", StringComparison.Ordinal);
}
