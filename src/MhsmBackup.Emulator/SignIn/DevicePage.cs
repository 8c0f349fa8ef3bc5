using MhsmBackup.Emulator.Access;

namespace MhsmBackup.Emulator.SignIn;

/// <summary>The page on which a person enters a user code. The emulator asks for no password: who can reach it may be anyone.</summary>
internal sealed class DevicePage(DeviceCodes codes, PrincipalDirectory principals)
{
    internal const string Path = "/devicelogin";

    internal LoginAnswer Show(LoginCall call) => LoginAnswer.Html(Page.Of("Enter code", $"""
        <form method="post" action="{Path}">
          <p><label>Code <input name="code" autocomplete="off" required autofocus value="{Page.Text(call.Query("otc"))}"></label></p>
          <p><label>User <input name="username" value="{Page.Text(principals.FindUser(name: null)?.Name)}"></label></p>
          <p><button name="action" value="accept">Accept</button> <button name="action" value="decline">Decline</button></p>
        </form>
        """));

    internal LoginAnswer Decide(LoginCall call)
    {
        string userCode = call.Form("code") ?? "";
        try
        {
            if (call.Form("action") == "decline")
            {
                codes.Decline(userCode);
                return Said("You have declined. You can close this window.");
            }

            string? name = call.Form("username");
            if (principals.FindUser(name) is not { } user)
            {
                return Said($"There is no user '{name}' here.", StatusCodes.Status400BadRequest);
            }

            codes.Approve(userCode, user);
            return Said($"You have signed in as {user.Name}. You can close this window.");
        }
        catch (KeyNotFoundException)
        {
            return Said("That code didn't work. Check the code and try again.", StatusCodes.Status400BadRequest);
        }
    }

    private static LoginAnswer Said(string text, int status = StatusCodes.Status200OK) => LoginAnswer.Html(Page.Of("Sign in", $"<p>{Page.Text(text)}</p>"), status);
}
