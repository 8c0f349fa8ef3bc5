using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>One request at the token port: its parameters, from the body's form or else from the query, and what an error tells of it.</summary>
internal sealed class LoginCall(HttpRequest request, byte[] body)
{
    private readonly Dictionary<string, StringValues> form = request.HasFormContentType
        ? new FormReader(Encoding.UTF8.GetString(body)).ReadForm()
        : [];

    internal HttpRequest Request { get; } = request;

    /// <summary>The client's own id of the request, else a new one.</summary>
    internal string CorrelationId { get; } = Guid.TryParse(request.Headers["client-request-id"], out Guid id) ? id.ToString("D") : Guid.NewGuid().ToString("D");

    /// <summary>The tenant: as the path names it, then its id.</summary>
    internal string Tenant { get; set; } = "";

    internal string ClientId { get; set; } = "";

    internal string ClientName { get; set; } = "";

    internal string ResourceName { get; set; } = "";

    internal string UserName { get; set; } = "";

    /// <summary>A parameter of the form; null when it is not there or empty.</summary>
    internal string? Form(string name) => form.TryGetValue(name, out StringValues values) && values is [{ Length: > 0 } value, ..] ? value : null;

    /// <summary>A parameter of the query; null when it is not there or empty.</summary>
    internal string? Query(string name) => Request.Query[name] is [{ Length: > 0 } value, ..] ? value : null;

    internal string? Header(string name) => Request.Headers[name] is [{ Length: > 0 } value, ..] ? value : null;

    /// <exception cref="EntraException">It is not there.</exception>
    internal string Required(string name) => Form(name) ?? throw new EntraException(EntraErrors.MissingParameter, name);

    /// <summary>The credential of an Authorization header with the scheme Bearer.</summary>
    internal string? BearerToken
    {
        get
        {
            const string bearer = "Bearer ";
            string? header = Header("Authorization");
            return header is not null && header.StartsWith(bearer, StringComparison.OrdinalIgnoreCase) ? header[bearer.Length..].Trim() : null;
        }
    }
}
