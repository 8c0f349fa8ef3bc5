using MhsmBackup.Errors;

namespace MhsmBackup.Keys;

/// <summary>What was seen of a key before a restore.</summary>
/// <param name="State">Whether it is there.</param>
/// <param name="Key">The key, live or soft-deleted; null when none was seen.</param>
/// <param name="WhyUnknown">Why its state is not known, in the service's own words; null when it is.</param>
public sealed record KeySight(KeyState State, ManagedHsmKey? Key = null, string? WhyUnknown = null)
{
    /// <summary>Looks at a key: live first, then soft-deleted. What the caller may not see is left open.</summary>
    /// <param name="keys">The HSM's keys.</param>
    /// <param name="keyName">The key's name.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="MhsmException">The HSM could not be asked; see <see cref="IManagedHsmKeyClient"/>.</exception>
    public static async Task<KeySight> LookAsync(IManagedHsmKeyClient keys, string keyName, CancellationToken cancellationToken)
    {
        // The roles that restore, that read and that purge keys are three: each look may be permitted alone.
        (ManagedHsmKey? live, string? whyNotLive) = await TryAsync(keys.FindAsync(keyName, version: null, cancellationToken)).ConfigureAwait(false);
        if (live is not null) return new KeySight(KeyState.Live, live);
        (ManagedHsmKey? deleted, string? whyNotDeleted) = await TryAsync(keys.FindDeletedAsync(keyName, cancellationToken)).ConfigureAwait(false);
        if (deleted is not null) return new KeySight(KeyState.Deleted, deleted);
        string? why = whyNotLive ?? whyNotDeleted;
        return why is null ? new KeySight(KeyState.Absent) : new KeySight(KeyState.Unknown, Key: null, why);
    }

    private static async Task<(ManagedHsmKey? Key, string? WhyNot)> TryAsync(Task<ManagedHsmKey?> look)
    {
        try
        {
            return (await look.ConfigureAwait(false), null);
        }
        catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
        {
            return (null, e.Message);
        }
    }
}
