using System.Globalization;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Gives device codes, with Entra ID's message for the user.</summary>
internal sealed class DeviceCodeEndpoint(TenantDirectory tenants, DeviceCodes codes, Uri host)
{
    internal LoginAnswer Answer(LoginCall call, string tenant)
    {
        tenants.Enter(call, tenant);
        call.ClientId = call.Required("client_id");
        RequestedScope scope = ScopeParameter.Of(call) ?? throw new EntraException(EntraErrors.MissingParameter, "scope");
        tenants.ThrowIfMissing(call, scope);
        DeviceCode code = codes.Add(call.ClientId, scope);
        Uri page = new(host, DevicePage.Path);
        int lifetime = (int)codes.Lifetime.TotalSeconds;
        int interval = (int)codes.Interval.TotalSeconds;
        bool isFirstVersion = !call.Request.Path.Value!.Contains("/v2.0/", StringComparison.OrdinalIgnoreCase);
        return LoginAnswer.Json(new Dictionary<string, object>
        {
            ["user_code"] = code.UserCode,
            ["device_code"] = code.Code,
            [isFirstVersion ? "verification_url" : "verification_uri"] = page.AbsoluteUri,
            ["expires_in"] = isFirstVersion ? lifetime.ToString(CultureInfo.InvariantCulture) : lifetime,
            ["interval"] = isFirstVersion ? interval.ToString(CultureInfo.InvariantCulture) : interval,
            ["message"] = $"To sign in, use a web browser to open the page {page.AbsoluteUri} and enter the code {code.UserCode} to authenticate.",
        });
    }
}
