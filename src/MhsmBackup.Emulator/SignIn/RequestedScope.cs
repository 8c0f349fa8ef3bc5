namespace MhsmBackup.Emulator.SignIn;

/// <summary>What a scope parameter asks for: one resource, and beside it the scopes of OpenID Connect.</summary>
/// <param name="Resource">The resource, which becomes the token's audience.</param>
/// <param name="Permissions">What is asked of the resource: <c>.default</c>, or the names of delegated permissions.</param>
/// <param name="OpenIdScopes">The OpenID Connect scopes.</param>
internal sealed record RequestedScope(string Resource, IReadOnlyList<string> Permissions, IReadOnlyList<string> OpenIdScopes)
{
    /// <summary>The resource of a request that names none; Entra ID takes Microsoft Graph.</summary>
    internal const string DefaultResource = "https://graph.microsoft.com";

    private const string Everything = ".default";
    private static readonly string[] OpenId = ["openid", "profile", "offline_access", "email"];

    internal bool IsEverything => Permissions is [Everything];

    internal bool Wants(string openIdScope) => OpenIdScopes.Contains(openIdScope, StringComparer.OrdinalIgnoreCase);

    /// <summary>The whole resource, as the first version of the endpoint asks for it.</summary>
    internal static RequestedScope All(string resource) => new(resource.TrimEnd('/'), [Everything], []);

    /// <summary>Null when the text asks for nothing that can be had: no resource in it, or more than one.</summary>
    internal static RequestedScope? Parse(string text)
    {
        string[] parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] openId = [.. parts.Where(part => OpenId.Contains(part, StringComparer.OrdinalIgnoreCase))];
        string[] others = [.. parts.Except(openId)];
        if (others.Length == 0)
        {
            return openId.Length == 0 ? null : new RequestedScope(DefaultResource, [], openId);
        }

        (string Resource, string Permission)[] asked = [.. others.Select(Split)];
        string resource = asked[0].Resource;
        return resource.Length == 0 || asked.Any(one => one.Permission.Length == 0 || !string.Equals(one.Resource, resource, StringComparison.OrdinalIgnoreCase))
            ? null
            : new RequestedScope(resource, [.. asked.Select(one => one.Permission)], openId);
    }

    /// <summary>As an answer says it: what was asked for, and for a whole resource the one permission that every token has.</summary>
    internal string Granted => string.Join(' ', OpenIdScopes
        .Where(scope => !string.Equals(scope, "offline_access", StringComparison.OrdinalIgnoreCase))
        .Concat((IsEverything ? ["user_impersonation", Everything] : Permissions).Select(permission => $"{Resource}/{permission}")));

    /// <summary>The last segment is the permission; a resource may itself end with a slash, which doubles it. A permission alone is one of the default resource.</summary>
    private static (string Resource, string Permission) Split(string scope)
    {
        int host = scope.IndexOf("://", StringComparison.Ordinal);
        int slash = scope.LastIndexOf('/');
        return slash < 0 ? (DefaultResource, scope)
            : slash > host + 2 ? (scope[..slash].TrimEnd('/'), scope[(slash + 1)..])
            : ("", scope);
    }
}
