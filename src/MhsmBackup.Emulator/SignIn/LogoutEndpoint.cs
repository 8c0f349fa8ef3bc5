namespace MhsmBackup.Emulator.SignIn;

/// <summary>Where a client sends the browser to sign out. The emulator keeps no session in the browser, so there is nothing to end.</summary>
internal static class LogoutEndpoint
{
    internal static LoginAnswer Answer(LoginCall call) =>
        call.Query("post_logout_redirect_uri") is { } redirect && Uri.TryCreate(redirect, UriKind.Absolute, out Uri? uri) && uri.IsLoopback
            ? LoginAnswer.Redirect(uri.AbsoluteUri)
            : LoginAnswer.Html(Page.Of("You signed out of your account", "<p>It's a good idea to close all browser windows.</p>"));
}
