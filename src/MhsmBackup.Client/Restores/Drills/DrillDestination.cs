using System.Globalization;
using MhsmBackup.Errors;
using MhsmBackup.Keys;
using MhsmBackup.Service;

namespace MhsmBackup.Restores.Drills;

/// <summary>
/// Whether an HSM holds nothing but what drills have brought. It is judged by what the HSM holds, not by anything kept from
/// the last drill: a runbook starts on a new machine each time.
/// </summary>
internal static class DrillDestination
{
    private const int MostNamed = 3;

    /// <summary>Looks at the destination and refuses one that was written to by anything but a drill.</summary>
    /// <param name="keys">The destination's keys.</param>
    /// <param name="sources">What the HSMs hold that it is used for, also those whose backup is not restored this time.</param>
    /// <param name="newestBackup">The time of the newest backup that is about to be restored, in UTC.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="MhsmException"><see cref="MhsmErrorId.DrillDestinationRefused"/>; or it could not be looked at (<see cref="MhsmErrorId.AccessDenied"/>).</exception>
    public static async Task CheckAsync(IManagedHsmKeyClient keys, IReadOnlyList<SourceKeys> sources, DateTime newestBackup, CancellationToken cancellationToken)
    {
        IReadOnlyList<ManagedHsmKey> live = await keys.ListAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, IReadOnlyList<ManagedHsmKey>> versions = await KeyReads.ListVersionsAsync(keys, live.Select(key => key.Name), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> foreign = FindForeign(versions, sources, newestBackup);
        if (foreign.Count > 0) throw WrittenTo(keys.Address, foreign);
    }

    /// <summary>The keys that no drill has brought, each with why; up to one entry a key.</summary>
    /// <param name="destination">Every version that the destination has, by name.</param>
    /// <param name="sources">What the sources hold.</param>
    /// <param name="newestBackup">The time of the newest backup that is about to be restored, in UTC.</param>
    internal static IReadOnlyList<string> FindForeign(
        IReadOnlyDictionary<string, IReadOnlyList<ManagedHsmKey>> destination, IReadOnlyList<SourceKeys> sources, DateTime newestBackup)
    {
        var foreign = new List<string>();
        foreach (KeyValuePair<string, IReadOnlyList<ManagedHsmKey>> key in destination.OrderBy(key => key.Key, StringComparer.OrdinalIgnoreCase))
        {
            string? why = key.Value.Select(version => WhyForeign(key.Key, version, sources, newestBackup)).FirstOrDefault(text => text is not null);
            if (why is not null) foreign.Add($"{key.Key} ({why})");
        }

        return foreign;
    }

    private static string? WhyForeign(string name, ManagedHsmKey version, IReadOnlyList<SourceKeys> sources, DateTime newestBackup)
    {
        ManagedHsmKey? origin = sources.Select(source => source.Find(name, version.Version)).FirstOrDefault(found => found is not null);
        // Made while the backup was taken, it may be newer than the backup's name and in it all the same.
        if (origin is not null && origin.Created == version.Created && origin.Updated == version.Updated) return null;
        if (origin is null && !sources.Any(source => source.MayHaveHad(name)))
        {
            return sources.Any(source => source.Versions is null)
                ? $"whether version {version.Version} is at a source could not be read"
                : $"version {version.Version} is at none of the sources";
        }

        if (version.Created > newestBackup) return string.Format(CultureInfo.InvariantCulture, "made {0:u}, after the newest backup", version.Created);
        return version.Updated > newestBackup ? string.Format(CultureInfo.InvariantCulture, "changed {0:u}, after the newest backup", version.Updated) : null;
    }

    private static MhsmInputException WrittenTo(ManagedHsmAddress hsm, IReadOnlyList<string> foreign) => new(
        MhsmErrorId.DrillDestinationRefused,
        $"{hsm.Uri} holds keys that no drill of these HSMs has brought: {string.Join(", ", foreign.Take(MostNamed))}"
        + (foreign.Count > MostNamed ? $" and {foreign.Count - MostNamed} more" : string.Empty)
        + ". A drill would wipe them, and nothing was changed. If the HSM is the one for drills, Invoke-MhsmRestoreDrill -Force restores all the same.");
}
