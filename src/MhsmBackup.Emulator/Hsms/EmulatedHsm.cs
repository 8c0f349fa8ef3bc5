using System.Collections.Immutable;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Jobs;
using MhsmBackup.Emulator.Keys;

namespace MhsmBackup.Emulator.Hsms;

/// <summary>One emulated HSM.</summary>
public sealed class EmulatedHsm
{
    private readonly HsmContents activated;
    private ImmutableHashSet<string> movedTo = [];

    internal EmulatedHsm(HsmOptions options, int port, HsmSettings settings, HsmState state, HsmContents activated)
    {
        this.activated = activated;
        Name = options.Name;
        Domain = options.Domain;
        Port = port;
        Settings = settings;
        State = state;
        Runner = new JobRunner(settings);
        Keys = new KeyStore(state, settings);
    }

    /// <summary>The HSM's name.</summary>
    public string Name { get; }

    /// <summary>Its address by name: <c>https://name.localhost:port/</c>, or with the domain that it was given.</summary>
    public Uri Uri => new($"https://{Name}.{Domain}:{Port}/");

    /// <summary>Its address that resolves everywhere: <c>https://localhost:port/</c>.</summary>
    public Uri LoopbackUri => new($"https://localhost:{Port}/");

    /// <summary>The domain of its address by name.</summary>
    public string Domain { get; }

    /// <summary>The port that is its own.</summary>
    public int Port { get; }

    /// <summary>What can be set while it runs.</summary>
    public HsmSettings Settings { get; }

    /// <summary>Its keys.</summary>
    public KeyStore Keys { get; }

    /// <summary>Who may do what.</summary>
    public IReadOnlyList<RoleAssignment> RoleAssignments => [.. State.Contents.RoleAssignments.Values];

    /// <summary>Its security domain.</summary>
    public SecurityDomain SecurityDomain => State.SecurityDomain;

    /// <summary>When its last full backup completed.</summary>
    public DateTimeOffset? LastFullBackup => State.LastFullBackup;

    /// <summary>The job that runs, if any.</summary>
    public HsmJob? CurrentJob => Runner.Current;

    /// <summary>All jobs since the emulator started, the oldest first.</summary>
    public IReadOnlyCollection<HsmJob> Jobs => Runner.All;

    /// <summary>The tenants whose tokens count: its own, and those that a challenge has sent a caller to.</summary>
    internal IEnumerable<string> TrustedTenants => movedTo.Add(Settings.TenantId);

    internal HsmState State { get; }

    internal JobRunner Runner { get; }

    /// <summary>Finds a job.</summary>
    /// <param name="jobId">The job's id.</param>
    /// <returns>The job, or null.</returns>
    public HsmJob? FindJob(string jobId) => Runner.Find(jobId);

    /// <summary>
    /// The HSM is lost, and a factory-new one of the same name stands in its place, activated with the same security domain:
    /// no key, no backup, and only the roles that it is activated with.
    /// </summary>
    public void Lose() => State.Replace(activated, fullBackup: null);

    /// <summary>Removes all keys, soft-deleted ones too; the roles stay.</summary>
    public void Wipe() => State.Update(contents => HsmContents.Empty with { RoleAssignments = contents.RoleAssignments });

    /// <summary>Gives a role at a scope.</summary>
    /// <param name="principal">Who gets it.</param>
    /// <param name="role">Which.</param>
    /// <param name="scope"><c>/</c>, <c>/keys</c> or <c>/keys/{name}</c>.</param>
    /// <returns>The assignment.</returns>
    public RoleAssignment Assign(EmulatorPrincipal principal, BuiltInRole role, string scope = "/")
    {
        ArgumentNullException.ThrowIfNull(principal);
        ArgumentNullException.ThrowIfNull(role);
        RoleAssignment assignment = new(Guid.NewGuid().ToString("D"), role.DefinitionId, principal.ObjectId, scope);
        State.Update(contents => contents with { RoleAssignments = contents.RoleAssignments.SetItem(assignment.Name, assignment) });
        return assignment;
    }

    /// <summary>Takes all roles from a principal.</summary>
    /// <param name="principal">From whom.</param>
    public void Revoke(EmulatorPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        State.Update(contents => contents with
        {
            RoleAssignments = contents.RoleAssignments
                .Where(entry => !string.Equals(entry.Value.PrincipalId, principal.ObjectId, StringComparison.OrdinalIgnoreCase))
                .ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
        });
    }

    internal void TrustAlso(string tenant) => ImmutableInterlocked.Update(ref movedTo, tenants => tenants.Add(tenant));

    internal bool Allows(string principalId, string action, string scope) =>
        State.Contents.RoleAssignments.Values.Any(assignment => assignment.Allows(principalId, action, scope));
}
