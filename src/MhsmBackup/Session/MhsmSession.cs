using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using MhsmBackup.Identity;
using MhsmBackup.Identity.Evidence;

namespace MhsmBackup.Session;

/// <summary>What belongs to one runspace: whom it is signed in as, and its defaults. It ends with the runspace.</summary>
internal sealed class MhsmSession
{
    private static readonly ConditionalWeakTable<Runspace, MhsmSession> Sessions = new();

    /// <summary>The session of the runspace whose thread this is.</summary>
    public static MhsmSession Current =>
        Runspace.DefaultRunspace is Runspace runspace ? Sessions.GetValue(runspace, static _ => new MhsmSession()) : new MhsmSession();

    /// <summary>Forgets the session of the runspace whose thread this is.</summary>
    public static void End()
    {
        if (Runspace.DefaultRunspace is Runspace runspace) Sessions.Remove(runspace);
    }

    /// <summary>Whom Connect-Mhsm has signed in; null without it.</summary>
    public MhsmIdentity? Identity { get; private set; }

    /// <summary>The error of a Connect-Mhsm that failed, after which nobody is signed in until another one or Disconnect-Mhsm.</summary>
    public string? FailureId { get; private set; }

    /// <summary>What Connect-Mhsm has set.</summary>
    public MhsmDefaults Defaults { get; private set; } = MhsmDefaults.None;

    /// <summary>The names of keys, as whoever is signed in sees them.</summary>
    public SessionKeyNames KeyNames { get; private set; } = new();

    /// <summary>Whom Connect-Mhsm has signed in, in words for people; null without it.</summary>
    public MhsmContext? Context => Identity is null ? null : MhsmContext.Of(Identity, Reason, Defaults);

    /// <summary>The identities that Az PowerShell has given in this runspace: no other may ask it.</summary>
    public EnvironmentIdentities OfAzurePowerShell { get; } = new();

    /// <summary>What other threads want done on the pipeline's thread, by whichever cmdlet of the module is at work there.</summary>
    public BlockingCollection<Action<Cmdlet>> Work { get; } = [];

    private string? Reason { get; set; }

    public void Connect(MhsmIdentity identity, string? reason, MhsmDefaults defaults)
    {
        Forget();
        Identity = identity;
        Reason = reason;
        Defaults = defaults;
    }

    /// <summary>Forgets who was signed in and the defaults, and lets nobody else take their place.</summary>
    public void FailToConnect(string errorId)
    {
        Forget();
        FailureId = errorId;
    }

    /// <summary>Forgets who was signed in, the defaults, and every token that the environment has given.</summary>
    public void Disconnect()
    {
        Forget();
        OfAzurePowerShell.Clear();
        EnvironmentIdentities.OfProcess.Clear();
    }

    private void Forget()
    {
        FailureId = null;
        Identity = null;
        Reason = null;
        Defaults = MhsmDefaults.None;
        KeyNames = new SessionKeyNames();
    }
}
