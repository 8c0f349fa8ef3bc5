using System.Management.Automation;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Secrets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>The module in the real engine, signed in at the emulator, with real storage over https that takes its tokens.</summary>
[Collection(nameof(EnvironmentVariables))]
public abstract class SecureStorageTest(SecureStorageFixture fixture) : IAsyncLifetime
{
    private PowerShellSession? _session;

    protected EnvironmentVariables Variables { get; } = EnvironmentVariables.Bare();

    internal PowerShellSession Session => _session!;

    internal TestContainer Container { get; private set; } = null!;

    internal TestContainerAddress Folders => new(Container);

    protected SecureStorageFixture Fixture { get; } = fixture;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        await Fixture.StartAsync();
        foreach ((string name, string value) in Fixture.Variables.Where(variable => variable.Key != "MHSM_LOOPBACK_CA")) Variables.Set(name, value);
        Container = await Fixture.NewContainerAsync();
        _session = PowerShellSession.Open(options: null, ModulePath.Find());
        Session.Set("hsm", Fixture.Hsm.Uri.AbsoluteUri);
        Session.Set("container", Container.Uri.AbsoluteUri);
        Session.Set("backupSas", Container.Sas("crdw"));
        Session.Set("restoreSas", Container.Sas("rl"));
        Session.Set("tenant", Fixture.Tenant);
        Session.Set("credential", new PSCredential(SecureStorageFixture.Administrator.ClientId, SecureText.Protect(SecureStorageFixture.Administrator.Secret!)));
        Session.Set("nobody", new PSCredential(SecureStorageFixture.Nobody.ClientId, SecureText.Protect(SecureStorageFixture.Nobody.Secret!)));
        Run("$null = Connect-Mhsm -TenantId $tenant -Credential $credential; $PSDefaultParameterValues['Wait-MhsmJob:PollInterval'] = 0.05");
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _session?.Dispose();
        Variables.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs a script that must not write an error.</summary>
    internal SessionResult Run(string script)
    {
        SessionResult result = Session.Invoke(script);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors.Select(error => error.ToString())));
        return result;
    }
}
