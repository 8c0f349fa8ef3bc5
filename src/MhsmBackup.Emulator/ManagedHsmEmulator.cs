using System.Security.Cryptography.X509Certificates;
using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Backups;
using MhsmBackup.Emulator.Control;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Hosting;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Emulator.Jobs;
using MhsmBackup.Emulator.Persistence;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Emulator.ResourceManager;
using MhsmBackup.Emulator.Routes;
using MhsmBackup.Emulator.SignIn;

namespace MhsmBackup.Emulator;

/// <summary>Managed HSMs on this machine: the service's wire and rules, with keys of their own and real backups.</summary>
public sealed class ManagedHsmEmulator : IAsyncDisposable
{
    private const string DefaultHsm = "contoso-hsm";

    private readonly CertificateAuthority authority;
    private readonly X509Certificate2 leaf;
    private readonly StorageTransport storage;
    private readonly TokenService tokens;
    private readonly WebApplication app;
    private readonly TimeProvider time;
    private readonly string defaultTenant;

    private ManagedHsmEmulator(EmulatorOptions options, StateDirectory state, IReadOnlyList<HsmOptions> hsms, IReadOnlyList<LoopbackPort> ports, LoopbackPort tokenPort, LoopbackPort managerPort)
    {
        time = options.TimeProvider;
        defaultTenant = options.TenantId;
        Principals = options.Principals.Count > 0 ? [.. options.Principals] : [EmulatorPrincipal.Administrator(Guid.NewGuid().ToString("N"))];
        PrincipalDirectory directory = new(Principals, options.AccessTokens);
        Hsms = [.. hsms.Select((hsm, index) => Activate(hsm, ports[index].Number, new HsmSettings(options), state, directory))];
        foreach (Fault fault in options.Faults)
        {
            Faults.Add(fault);
        }

        authority = state.Authority();
        leaf = authority.CreateLeaf(Hsms.SelectMany(hsm => CertificateAuthority.HostsOf(hsm.Name, hsm.Domain)));
        storage = new StorageTransport(authority);
        tokens = new TokenService(state.SigningKey(), new Uri($"https://localhost:{tokenPort.Number}/"));
        LoginServices login = new(options, tokens, directory);
        SignIn = login.SignIn;

        Dictionary<EmulatedHsm, BackupJobs> jobs = Hsms.ToDictionary(hsm => hsm, hsm => new BackupJobs(hsm, [.. options.ManagedIdentity], storage));
        RouteTable routes = new([.. new JobRoutes(hsm => jobs[hsm]).All, .. KeyRoutes.All, .. RoleRoutes.All]);
        HsmServer server = new(new HsmDispatcher(new Authenticator(tokens, directory), routes), Faults, Requests);
        LoginServer loginServer = new(login.Routes, Faults, Requests);
        AzureRoleAssignments roles = new(directory.All);
        ResourceManager = new EmulatorResourceManager(new Uri($"https://localhost:{managerPort.Number}/"), options.StorageAccounts, roles);
        ResourceManagerServer managerServer = new(
            new ArmAuthenticator(tokens, directory, defaultTenant, time),
            new ArmRoutes(ResourceManager, roles, new StorageContainers(storage), defaultTenant, time),
            Faults,
            Requests);
        ControlApi control = new(this);
        app = EmulatorWebHost.Create([.. ports, tokenPort, managerPort], leaf, context =>
            context.Request.Path.StartsWithSegments(ControlApi.Root, StringComparison.Ordinal) ? control.HandleAsync(context)
            : context.Connection.LocalPort == tokenPort.Number ? loginServer.HandleAsync(context)
            : context.Connection.LocalPort == managerPort.Number ? managerServer.HandleAsync(context)
            : server.HandleAsync(context, Addressed(context)));
    }

    /// <summary>The HSMs.</summary>
    public IReadOnlyList<EmulatedHsm> Hsms { get; }

    /// <summary>Who may sign in.</summary>
    public IReadOnlyList<EmulatorPrincipal> Principals { get; }

    /// <summary>The certificate to trust, for all HSMs, the token endpoint and Azure Resource Manager.</summary>
    public string CaCertificatePem => authority.CertificatePem;

    /// <summary>Where tokens come from, for the tenant that the HSMs start with.</summary>
    public Uri TokenEndpoint => new($"{tokens.AuthorityOf(defaultTenant)}/oauth2/v2.0/token");

    /// <summary>The login endpoint's authority, for the tenant that the HSMs start with.</summary>
    public Uri Authority => new(tokens.AuthorityOf(defaultTenant));

    /// <summary>Every way of signing in, beside a client secret at the token endpoint.</summary>
    public EmulatorSignIn SignIn { get; }

    /// <summary>Azure Resource Manager, on a port of its own: the storage accounts, and who may see them.</summary>
    public EmulatorResourceManager ResourceManager { get; }

    /// <summary>The requests so far.</summary>
    public RequestLog Requests { get; } = new();

    /// <summary>What goes wrong.</summary>
    public FaultPlan Faults { get; } = new();

    /// <summary>An HSM by its name.</summary>
    /// <param name="name">The name.</param>
    public EmulatedHsm this[string name] =>
        Hsms.FirstOrDefault(hsm => string.Equals(hsm.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw new KeyNotFoundException($"There is no HSM '{name}' here.");

    /// <summary>Starts; when this ends, all HSMs answer.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The running emulator.</returns>
    public static async Task<ManagedHsmEmulator> StartAsync(EmulatorOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        HsmOptions[] hsms = options.Hsms.Count > 0 ? [.. options.Hsms] : [new HsmOptions(DefaultHsm)];
        StateDirectory state = new(options.DataDirectory);
        List<LoopbackPort> ports = [];
        ManagedHsmEmulator? emulator = null;
        try
        {
            ports.AddRange(hsms.Select(hsm => LoopbackPort.Take(hsm.Port)));
            LoopbackPort tokenPort = LoopbackPort.Take(options.TokenPort);
            ports.Add(tokenPort);
            LoopbackPort managerPort = LoopbackPort.Take(options.ResourceManagerPort);
            ports.Add(managerPort);
            emulator = new ManagedHsmEmulator(options, state, hsms, ports[..^2], tokenPort, managerPort);
            await emulator.app.StartAsync(cancellationToken);
            return emulator;
        }
        catch
        {
            if (emulator is not null)
            {
                await emulator.DisposeAsync();
            }

            throw;
        }
        finally
        {
            // What the server has taken over is its own; only what it has not is left to close.
            ports.ForEach(port => port.Dispose());
        }
    }

    /// <summary>Issues a token without the way over the token endpoint.</summary>
    /// <param name="principal">For whom.</param>
    /// <param name="lifetime">How long it is good, by default as long as those of the endpoint; a negative one makes an expired token.</param>
    /// <param name="audience">The resource, by default the public cloud's.</param>
    /// <param name="tenantId">The tenant, by default the one that the HSMs start with.</param>
    /// <returns>The token.</returns>
    public string IssueToken(EmulatorPrincipal principal, TimeSpan? lifetime = null, string? audience = null, string? tenantId = null) =>
        tokens.Issue(principal, tenantId ?? defaultTenant, audience ?? Challenge.PublicResource, time.GetUtcNow(), lifetime ?? SignIn.TokenLifetime);

    /// <summary>Issues a certificate to another server of this machine, which then whoever trusts <see cref="CaCertificatePem"/> trusts as well.</summary>
    /// <param name="hosts">Its names, beside <c>localhost</c> and the loopback addresses.</param>
    /// <returns>The certificate with its key, which can be exported.</returns>
    public X509Certificate2 IssueCertificate(params IEnumerable<string> hosts) => authority.Issue(hosts);

    /// <summary>Whether <see cref="CaCertificatePem"/> is the authority of a certificate, which is in its time.</summary>
    /// <param name="certificate">A server's certificate.</param>
    /// <returns>Whether it is.</returns>
    public bool Vouches(X509Certificate2 certificate) => authority.Vouches(certificate);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (EmulatedHsm hsm in Hsms)
        {
            await hsm.Runner.DisposeAsync();
        }

        await app.DisposeAsync();
        storage.Dispose();
        tokens.Dispose();
        leaf.Dispose();
        authority.Dispose();
    }

    private static EmulatedHsm Activate(HsmOptions options, int port, HsmSettings settings, StateDirectory directory, PrincipalDirectory principals)
    {
        RoleAssignment[] initial =
        [
            .. from principal in principals.All
               from role in principal.Roles
               let definition = BuiltInRoles.Find(role) ?? throw new ArgumentException($"'{role}' is no role of a Managed HSM.")
               select RoleAssignment.Initial(principal, definition),
        ];
        HsmContents activated = HsmContents.Empty with { RoleAssignments = HsmContents.Empty.RoleAssignments.SetItems(initial.Select(Named)) };
        if (Fault.IsReserved(options.Name))
        {
            throw new ArgumentException($"'{options.Name}' cannot be an HSM's name: it is what faults call another port.");
        }

        HsmRecord? saved = directory.Load(options.Name);
        HsmContents contents = saved?.Contents.Normalized() ?? activated;
        HsmState state = new(
            saved is null ? options.SecurityDomain ?? SecurityDomain.Create() : new SecurityDomain(saved.SecurityDomain),
            contents,
            saved?.LastFullBackup is { } last ? DateTimeOffset.FromUnixTimeMilliseconds(last) : null,
            record => directory.Save(options.Name, record));

        // The principals of this start are there too, beside what the saved state holds.
        state.Update(current => current with { RoleAssignments = current.RoleAssignments.SetItems(initial.Select(Named)) });
        return new EmulatedHsm(options, port, settings, state, activated);

        static KeyValuePair<string, RoleAssignment> Named(RoleAssignment assignment) => new(assignment.Name, assignment);
    }

    /// <summary>The HSM that the host names, else the one whose port it is.</summary>
    private EmulatedHsm Addressed(HttpContext context)
    {
        string label = context.Request.Host.Host.Split('.')[0];
        return Hsms.FirstOrDefault(hsm => string.Equals(hsm.Name, label, StringComparison.OrdinalIgnoreCase))
            ?? Hsms.First(hsm => hsm.Port == context.Connection.LocalPort);
    }
}
