using System.Management.Automation;
using System.Security;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Evidence;
using MhsmBackup.Identity.Ways;
using MhsmBackup.Service;

namespace MhsmBackup.Session;

/// <summary>Decides who calls: a token given with the command, else whom Connect-Mhsm has signed in, else what the environment shows.</summary>
internal static class SessionSignIn
{
    /// <summary>Who calls the HSMs of a cloud.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cmdlet">The cmdlet that calls; it tells in its verbose stream what was chosen and why.</param>
    /// <param name="accessToken">A token that was given with the command.</param>
    /// <exception cref="Errors.MhsmInputException">The token given, or what the environment shows, cannot be used.</exception>
    public static Func<ManagedHsmCloud, MhsmIdentity> Choose(MhsmSession session, PSCmdlet cmdlet, SecureString? accessToken)
    {
        if (accessToken is not null)
        {
            var given = new AccessTokenSignIn(accessToken);
            cmdlet.WriteVerbose($"Signing in {given}.");
            return cloud => new MhsmIdentity(given, cloud);
        }

        if (session.Identity is MhsmIdentity connected)
        {
            cmdlet.WriteVerbose($"Signing in {connected.Way}, as Connect-Mhsm has set it.");
            return connected.For;
        }

        if (session.FailureId is string failure) return cloud => new MhsmIdentity(NoSignIn.AfterFailure(failure), cloud);
        if (OfEnvironment(session, cmdlet) is not EnvironmentChoice choice) return cloud => new MhsmIdentity(new NoSignIn(), cloud);
        cmdlet.WriteVerbose($"Signing in {choice.Way}: {choice.Reason}.");
        return cloud => IdentityOf(session, choice, cloud);
    }

    /// <summary>What the environment shows; null for nothing.</summary>
    public static EnvironmentChoice? OfEnvironment(MhsmSession session, PSCmdlet cmdlet) =>
        EnvironmentSignIn.Find(new SignInEnvironment(() => AzurePowerShell.Find(cmdlet), new AzurePowerShell(session).AskAsync));

    /// <summary>The identity of what the environment shows.</summary>
    public static MhsmIdentity IdentityOf(MhsmSession session, EnvironmentChoice choice, ManagedHsmCloud cloud) =>
        (choice.Way is AzurePowerShellSignIn ? session.OfAzurePowerShell : EnvironmentIdentities.OfProcess).Get(choice, cloud);
}
