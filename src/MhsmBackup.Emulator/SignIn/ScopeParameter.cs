namespace MhsmBackup.Emulator.SignIn;

/// <summary>Reads what a token request asks for: <c>scope</c>, or the <c>resource</c> of the endpoint's first version.</summary>
internal static class ScopeParameter
{
    /// <summary>Null when the request names nothing.</summary>
    /// <exception cref="EntraException">It names what cannot be had.</exception>
    internal static RequestedScope? Of(LoginCall call) => call.Form("scope") is { } scope && call.Form("resource") is null
        ? Parse(scope)
        : call.Form("resource") is { } resource ? RequestedScope.All(resource) : null;

    /// <exception cref="EntraException">It names what cannot be had.</exception>
    internal static RequestedScope Parse(string scope) => RequestedScope.Parse(scope) ?? throw new EntraException(EntraErrors.InvalidScope, scope);
}
