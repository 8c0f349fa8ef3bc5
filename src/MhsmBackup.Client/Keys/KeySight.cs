using MhsmBackup.Errors;

namespace MhsmBackup.Keys;

/// <summary>What was seen of a key before a restore.</summary>
/// <param name="State">Whether it is there.</param>
/// <param name="Key">The key, live or soft-deleted; null when none was seen.</param>
public sealed record KeySight(KeyState State, ManagedHsmKey? Key = null)
{
    /// <summary>Why it is not known whether there is a live key, in the service's own words; null when it is.</summary>
    public string? WhyLiveUnknown { get; init; }

    /// <summary>Why it is not known whether there is a soft-deleted key, in the service's own words; null when it is.</summary>
    public string? WhyDeletedUnknown { get; init; }

    /// <summary>Looks at a key: live first, then soft-deleted. What the caller may not see is left open.</summary>
    /// <param name="keys">The HSM's keys.</param>
    /// <param name="keyName">The key's name.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="MhsmException">The HSM could not be asked; see <see cref="IManagedHsmKeyClient"/>.</exception>
    public static async Task<KeySight> LookAsync(IManagedHsmKeyClient keys, string keyName, CancellationToken cancellationToken)
    {
        // The roles that restore, that read and that purge keys are three: each look may be permitted alone.
        (ManagedHsmKey? live, string? whyLive) = await TryAsync(keys.FindAsync(keyName, version: null, cancellationToken)).ConfigureAwait(false);
        if (live is not null) return new KeySight(KeyState.Live, live);
        (ManagedHsmKey? deleted, string? whyDeleted) = await TryAsync(keys.FindDeletedAsync(keyName, cancellationToken)).ConfigureAwait(false);
        if (deleted is not null) return new KeySight(KeyState.Deleted, deleted);
        return new KeySight(whyLive is null && whyDeleted is null ? KeyState.Absent : KeyState.Unknown) { WhyLiveUnknown = whyLive, WhyDeletedUnknown = whyDeleted };
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
