namespace MhsmBackup.Identity.Evidence;

/// <summary>The way to sign in that an environment shows.</summary>
public sealed class EnvironmentChoice
{
    internal EnvironmentChoice(SignInWay way, string reason, string key)
    {
        Way = way;
        Reason = reason;
        Key = key;
    }

    /// <summary>The way.</summary>
    public SignInWay Way { get; }

    /// <summary>The evidence for it, a clause: <c>IDENTITY_ENDPOINT is set</c>.</summary>
    public string Reason { get; }

    /// <summary>The same for the same environment: what was asked for with it before may be used again.</summary>
    internal string Key { get; }
}
