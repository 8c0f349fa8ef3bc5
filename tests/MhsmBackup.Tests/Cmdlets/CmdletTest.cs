using System.Management.Automation;
using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Emulator;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>The module in the real engine, against an emulator of the test's own and real storage.</summary>
public abstract class CmdletTest(AzuriteFixture azurite) : EmulatorTest(azurite), IAsyncLifetime
{
    private readonly List<PowerShellSession> _sessions = [];
    private PowerShellSession? _session;

    internal TestContainer Container { get; private set; } = null!;

    internal string Token { get; private set; } = string.Empty;

    internal PowerShellSession Session => _session ??= OpenSession();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected override void Configure(EmulatorOptions options) => options.TimeProvider = TimeProvider.System;

    ValueTask IAsyncLifetime.InitializeAsync() => InitializeSessionAsync();

    ValueTask IAsyncDisposable.DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return DisposeSessionAsync();
    }

    protected virtual async ValueTask InitializeSessionAsync()
    {
        await InitializeAsync();
        LoopbackAuthorities.Trust(Emulator);
        Container = await Azurite.NewContainerAsync();
        Token = Emulator.IssueToken(Administrator);
    }

    protected virtual async ValueTask DisposeSessionAsync()
    {
        _sessions.ForEach(session => session.Dispose());
        await DisposeAsync();
    }

    internal PowerShellSession OpenSession(HostOptions? options = null)
    {
        PowerShellSession session = PowerShellSession.Open(options, ModulePath.Find());
        _sessions.Add(session);
        session.Set("hsm", Hsm.Uri.AbsoluteUri);
        session.Set("sibling", Sibling.Uri.AbsoluteUri);
        session.Set("stranger", Stranger.Uri.AbsoluteUri);
        session.Set("container", Container.Uri.AbsoluteUri);
        session.Set("backupSas", Container.Sas("crdw"));
        session.Set("restoreSas", Container.Sas("rl"));
        session.Set("token", Token);
        session.Invoke("$PSDefaultParameterValues['*-Mhsm*:AccessToken'] = $token; $PSDefaultParameterValues['Wait-MhsmJob:PollInterval'] = 0.05");
        return session;
    }

    /// <summary>Runs a script that must not write an error.</summary>
    internal SessionResult Run(string script)
    {
        SessionResult result = Session.Invoke(script);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors.Select(error => error.ToString())));
        return result;
    }

    /// <summary>Runs a script that must give one job.</summary>
    internal MhsmJob RunForJob(string script) => Assert.IsType<MhsmJob>(Assert.Single(Run(script).Output).BaseObject);

    /// <summary>Runs a script that must write one error, with this ErrorId.</summary>
    internal (ErrorRecord Error, SessionResult Result) RunForError(string script, string errorId)
    {
        SessionResult result = Session.Invoke(script);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(errorId, error.FullyQualifiedErrorId.Split(',')[0]);
        return (error, result);
    }

    /// <summary>A full backup of the first HSM, made by the module.</summary>
    internal MhsmJob BackUp() => RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");

    internal IReadOnlyList<RecordedRequest> Starts => [.. Emulator.Requests.All.Where(request => request.Method is "POST" or "PUT")];
}
