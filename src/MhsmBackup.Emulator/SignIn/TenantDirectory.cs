using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>Which tenants there are, and who and what is in them.</summary>
/// <param name="principals">Who may sign in.</param>
/// <param name="home">The tenant that the shared names stand for.</param>
/// <param name="known">The tenants that exist beside it; when there is none, every tenant does.</param>
/// <param name="missingResources">Resources that no tenant has.</param>
internal sealed class TenantDirectory(PrincipalDirectory principals, string home, IReadOnlyList<string> known, IReadOnlyList<string> missingResources)
{
    private static readonly string[] Shared = ["common", "organizations", "consumers"];

    internal string Home { get; } = home;

    internal static bool IsShared(string tenant) => Shared.Contains(tenant, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names the tenant that a path means.</summary>
    /// <exception cref="EntraException">There is no such tenant.</exception>
    internal string Enter(LoginCall call, string asked)
    {
        call.Tenant = IsShared(asked) ? Home : asked;
        return known.Count == 0 || known.Append(Home).Contains(call.Tenant, StringComparer.OrdinalIgnoreCase)
            ? call.Tenant
            : throw new EntraException(EntraErrors.TenantNotFound);
    }

    /// <summary>The application that a client id names.</summary>
    /// <exception cref="EntraException">It is not in the tenant.</exception>
    internal EmulatorPrincipal Application(LoginCall call)
    {
        EmulatorPrincipal application = principals.FindApplication(call.ClientId) is { } found && found.LivesIn(call.Tenant)
            ? found
            : throw new EntraException(EntraErrors.ApplicationNotFound);
        call.ClientName = application.DisplayName;
        return application;
    }

    /// <exception cref="EntraException">The tenant does not have the resource.</exception>
    internal void ThrowIfMissing(LoginCall call, RequestedScope scope)
    {
        call.ResourceName = scope.Resource;
        if (IsMissing(scope.Resource))
        {
            throw new EntraException(EntraErrors.ResourceNotFound);
        }
    }

    internal bool IsMissing(string resource) => missingResources.Any(missing => string.Equals(missing.TrimEnd('/'), resource.TrimEnd('/'), StringComparison.OrdinalIgnoreCase));

    /// <exception cref="EntraException">The user is in another tenant, or has not consented.</exception>
    internal static void ThrowIfRefused(LoginCall call, EmulatorPrincipal user)
    {
        call.UserName = user.Name;
        call.ClientName = call.ClientName.Length > 0 ? call.ClientName : call.ClientId;
        if (!user.LivesIn(call.Tenant))
        {
            throw new EntraException(EntraErrors.UserOfAnotherTenant);
        }

        if (user.LacksConsent)
        {
            throw new EntraException(EntraErrors.ConsentMissing);
        }
    }

    /// <summary>The user of a sign-in name, or without one the first.</summary>
    /// <exception cref="EntraException">There is none.</exception>
    internal EmulatorPrincipal User(LoginCall call, string? name)
    {
        call.UserName = name ?? "(no user)";
        return principals.FindUser(name) ?? throw new EntraException(EntraErrors.UserNotFound);
    }

    /// <summary>The tenant that a user's account is in.</summary>
    internal string HomeOf(EmulatorPrincipal user) => user.Tenants.Count > 0 ? user.Tenants[0] : Home;
}
