using System.Globalization;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator.ManagedIdentities;

/// <summary>The tokens of the machine's identities, with the members that the endpoints' answers share.</summary>
internal sealed class IdentityTokens(TokenService tokens, TenantDirectory tenants, TokenLifetimes lifetimes, TimeProvider time)
{
    internal bool IsMissing(string resource) => tenants.IsMissing(resource);

    /// <summary>All numbers are strings in these answers.</summary>
    internal Dictionary<string, object> Issue(EmulatorPrincipal principal, string resource, string? clientId = null)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new Dictionary<string, object>
        {
            ["access_token"] = tokens.Issue(principal, tenants.HomeOf(principal), resource.TrimEnd('/'), now, lifetimes.Access, clientCapabilities: null, clientId),
            ["expires_on"] = (now + lifetimes.Access).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["resource"] = resource,
            ["token_type"] = "Bearer",
        };
    }

    /// <summary>With the times that the metadata service and Cloud Shell tell beside.</summary>
    internal Dictionary<string, object> IssueWithTimes(EmulatorPrincipal principal, string resource, string? clientId = null)
    {
        Dictionary<string, object> members = Issue(principal, resource, clientId);
        string seconds = ((int)lifetimes.Access.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        members["expires_in"] = seconds;
        members["ext_expires_in"] = seconds;
        members["not_before"] = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return members;
    }
}
