using System.Collections.Concurrent;
using MhsmBackup.Service;

namespace MhsmBackup.Identity.Evidence;

/// <summary>The identities that environments have shown, kept so that a token is asked for once and not by every command.</summary>
public sealed class EnvironmentIdentities
{
    private readonly ConcurrentDictionary<string, MhsmIdentity> _known = new(StringComparer.Ordinal);

    /// <summary>Those of this process: every session of it sees the same environment.</summary>
    public static EnvironmentIdentities OfProcess { get; } = new();

    /// <summary>The identity of a choice, in a cloud.</summary>
    /// <param name="choice">What the environment shows.</param>
    /// <param name="cloud">The cloud.</param>
    public MhsmIdentity Get(EnvironmentChoice choice, ManagedHsmCloud cloud) =>
        _known.GetOrAdd($"{cloud.Name} {ManagedHsmCloud.OwnAuthority()} {choice.Key}", _ => new MhsmIdentity(choice.Way, cloud));

    /// <summary>Forgets all, and with them their tokens.</summary>
    public void Clear() => _known.Clear();
}
