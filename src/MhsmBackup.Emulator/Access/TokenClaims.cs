namespace MhsmBackup.Emulator.Access;

/// <summary>What tokens say, by Microsoft's reference of the claims of access tokens and id tokens.</summary>
internal static class TokenClaims
{
    internal static Dictionary<string, object> OfApplication(EmulatorPrincipal principal, string tenant)
    {
        Dictionary<string, object> claims = new()
        {
            ["oid"] = principal.ObjectId,
            ["sub"] = principal.ObjectId,
            ["tid"] = tenant,
            ["appid"] = principal.ClientId,
            ["azp"] = principal.ClientId,
            ["app_displayname"] = principal.DisplayName,
            ["idtyp"] = "app",
            ["ver"] = "2.0",
        };
        if (principal.ResourceId is { } resource)
        {
            claims["xms_mirid"] = resource;
        }

        return claims;
    }

    internal static Dictionary<string, object> OfUser(EmulatorPrincipal user, string tenant, string clientId) => new()
    {
        ["oid"] = user.ObjectId,
        ["sub"] = user.ObjectId,
        ["tid"] = tenant,
        ["appid"] = clientId,
        ["azp"] = clientId,
        ["scp"] = "user_impersonation",
        ["idtyp"] = "user",
        ["name"] = user.DisplayName,
        ["upn"] = user.Name,
        ["unique_name"] = user.Name,
        ["preferred_username"] = user.Name,
        ["ver"] = "2.0",
    };

    internal static Dictionary<string, object> OfIdentity(EmulatorPrincipal user, string tenant, string? nonce)
    {
        Dictionary<string, object> claims = new()
        {
            ["oid"] = user.ObjectId,
            ["sub"] = user.ObjectId,
            ["tid"] = tenant,
            ["name"] = user.DisplayName,
            ["preferred_username"] = user.Name,
            ["ver"] = "2.0",
        };
        if (nonce is { Length: > 0 })
        {
            claims["nonce"] = nonce;
        }

        return claims;
    }
}
