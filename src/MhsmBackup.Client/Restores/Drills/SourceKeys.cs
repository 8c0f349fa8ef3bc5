using MhsmBackup.Errors;
using MhsmBackup.Keys;

namespace MhsmBackup.Restores.Drills;

/// <summary>What the HSM that was backed up holds now, as far as the caller may see it.</summary>
internal sealed record SourceKeys
{
    /// <summary>Every version of every live key, by name; null when they may not be listed.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ManagedHsmKey>>? Versions { get; init; }

    /// <summary>The names of soft-deleted keys; null when they may not be listed.</summary>
    public IReadOnlyCollection<string>? DeletedNames { get; init; }

    /// <summary>What a backup of it should hold, but for what is newer.</summary>
    public IReadOnlyList<DrillExpectation> Expected { get; private init; } = [];

    /// <summary>Why the keys could not be read, in the service's words; null when they could.</summary>
    public string? WhyUnread { get; private init; }

    /// <summary>Reads them. What cannot be read is no failure: the drill goes on without it.</summary>
    /// <param name="keys">The source's keys.</param>
    /// <param name="names">The keys that are looked for; null for all that there are.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SourceKeys> ReadAsync(IManagedHsmKeyClient keys, IReadOnlyList<string>? names, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ManagedHsmKey> live = await keys.ListAsync(cancellationToken).ConfigureAwait(false);
            Dictionary<string, IReadOnlyList<ManagedHsmKey>> versions = await KeyReads.ListVersionsAsync(keys, live.Select(key => key.Name), cancellationToken).ConfigureAwait(false);
            return new SourceKeys
            {
                Versions = versions,
                DeletedNames = await ListDeletedAsync(keys, cancellationToken).ConfigureAwait(false),
                Expected = await ExpectAsync(keys, names ?? [.. versions.Keys], versions, areNamed: names is not null, cancellationToken).ConfigureAwait(false),
            };
        }
        catch (MhsmException e)
        {
            // A source that is lost is when a backup counts most: its names are looked for all the same.
            bool isPerKey = e.ErrorId == MhsmErrorId.AccessDenied;
            return new SourceKeys
            {
                WhyUnread = e.Message,
                IsDenied = isPerKey,
                Expected = isPerKey
                    ? await ExpectNamedAsync(keys, names ?? [], cancellationToken).ConfigureAwait(false)
                    : [.. (names ?? []).Select(name => new DrillExpectation(name, Versions: null) { IsNamed = true })],
            };
        }
    }

    /// <summary>The version as the source has it; null when it has none such.</summary>
    public ManagedHsmKey? Find(string name, string? version) =>
        Versions is not null && Versions.TryGetValue(name, out IReadOnlyList<ManagedHsmKey>? all)
            ? all.FirstOrDefault(key => string.Equals(key.Version, version, StringComparison.OrdinalIgnoreCase))
            : null;

    /// <summary>Whether the caller's role does not let them be read; a fault is another matter.</summary>
    public bool IsDenied { get; init; }

    /// <summary>Whether a key that is not live there may have been: it is soft-deleted, or that may not be seen.</summary>
    public bool MayHaveHad(string name) => Versions is null
        ? IsDenied
        : !Versions.ContainsKey(name) && DeletedNames?.Contains(name, StringComparer.OrdinalIgnoreCase) != false;

    // A role may be of one key alone.
    private static async Task<IReadOnlyList<DrillExpectation>> ExpectNamedAsync(IManagedHsmKeyClient keys, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var expected = new List<DrillExpectation>();
        foreach (string name in names)
        {
            try
            {
                Dictionary<string, IReadOnlyList<ManagedHsmKey>> versions = await KeyReads.ListVersionsAsync(keys, [name], cancellationToken).ConfigureAwait(false);
                expected.AddRange(await ExpectAsync(keys, [name], versions, areNamed: true, cancellationToken).ConfigureAwait(false));
            }
            catch (MhsmException)
            {
                expected.Add(new DrillExpectation(name, Versions: null) { IsNamed = true });
            }
        }

        return expected;
    }

    private static async Task<IReadOnlyList<DrillExpectation>> ExpectAsync(
        IManagedHsmKeyClient keys, IReadOnlyList<string> names, Dictionary<string, IReadOnlyList<ManagedHsmKey>> versions, bool areNamed, CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<ManagedHsmKey>> wanted = names
            .Where(versions.ContainsKey)
            .ToDictionary(name => name, name => versions[name], StringComparer.OrdinalIgnoreCase);
        Dictionary<string, IReadOnlyList<ManagedHsmKey>> read = await KeyReads.ReadAsync(keys, wanted, cancellationToken).ConfigureAwait(false);
        return [.. names.Select(name => new DrillExpectation(name, read.TryGetValue(name, out IReadOnlyList<ManagedHsmKey>? all) ? all : []) { IsNamed = areNamed })];
    }

    private static async Task<IReadOnlyCollection<string>?> ListDeletedAsync(IManagedHsmKeyClient keys, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await keys.ListDeletedAsync(cancellationToken).ConfigureAwait(false)).Select(key => key.Name)];
        }
        catch (MhsmServiceException e) when (e.ErrorId == MhsmErrorId.AccessDenied)
        {
            return null;
        }
    }
}
