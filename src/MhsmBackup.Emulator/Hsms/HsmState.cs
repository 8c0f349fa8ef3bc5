namespace MhsmBackup.Emulator.Hsms;

/// <summary>The state of one HSM: read whole, changed under a lock, saved with each change.</summary>
internal sealed class HsmState(SecurityDomain domain, HsmContents contents, DateTimeOffset? lastFullBackup, Action<HsmRecord> save)
{
    private readonly Lock gate = new();
    private HsmContents current = contents;
    private DateTimeOffset? lastFullBackup = lastFullBackup;

    internal SecurityDomain SecurityDomain { get; } = domain;

    internal HsmContents Contents
    {
        get
        {
            lock (gate)
            {
                return current;
            }
        }
    }

    internal DateTimeOffset? LastFullBackup
    {
        get
        {
            lock (gate)
            {
                return lastFullBackup;
            }
        }
    }

    /// <summary>Changes the contents; nothing is changed if the function throws.</summary>
    internal void Update(Func<HsmContents, HsmContents> change)
    {
        lock (gate)
        {
            Set(change(current), lastFullBackup);
        }
    }

    internal void Replace(HsmContents replacement, DateTimeOffset? fullBackup)
    {
        lock (gate)
        {
            Set(replacement, fullBackup);
        }
    }

    internal void BackedUp(DateTimeOffset time)
    {
        lock (gate)
        {
            Set(current, time);
        }
    }

    private void Set(HsmContents replacement, DateTimeOffset? fullBackup)
    {
        current = replacement;
        lastFullBackup = fullBackup;
        save(new HsmRecord(SecurityDomain.Secret, fullBackup?.ToUnixTimeMilliseconds(), replacement));
    }
}
