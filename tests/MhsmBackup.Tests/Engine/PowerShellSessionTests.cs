using System.Management.Automation;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Tests.Engine;

/// <summary>The real engine behind the tests and the rehearsal: its streams, its stop, its scope.</summary>
public sealed class PowerShellSessionTests
{
    [Fact]
    public void Every_stream_is_gathered()
    {
        using PowerShellSession session = PowerShellSession.Open();
        SessionResult result = session.Invoke(
            """
            function Test-Stream {
                [CmdletBinding()] param()
                $PSCmdlet.WriteObject('out')
                $PSCmdlet.WriteWarning('careful')
                $PSCmdlet.WriteVerbose('detail')
                $PSCmdlet.WriteDebug('inside')
                $PSCmdlet.WriteInformation('note', [string[]]@())
                $PSCmdlet.WriteProgress([System.Management.Automation.ProgressRecord]::new(1, 'work', 'half'))
                $PSCmdlet.WriteError([System.Management.Automation.ErrorRecord]::new([Exception]::new('bad'), 'Bad', 'NotSpecified', $null))
            }
            $DebugPreference = 'Continue'
            Test-Stream -Verbose
            """);
        Assert.Equal("out", Assert.Single(result.Output).BaseObject);
        Assert.Equal(["careful"], result.Warnings);
        Assert.Equal(["detail"], result.Verbose);
        Assert.Equal(["inside"], result.Debug);
        Assert.Equal(["note"], result.Information);
        Assert.Equal("half", Assert.Single(result.Progress).StatusDescription);
        Assert.Equal("Bad,Test-Stream", Assert.Single(result.Errors).FullyQualifiedErrorId);
    }

    [Fact]
    public void The_terminating_error_comes_after_the_output_that_was_made()
    {
        using PowerShellSession session = PowerShellSession.Open();
        SessionResult result = session.Invoke("1; 2; throw 'enough'; 3");
        Assert.Equal([1, 2], result.Output.Select(item => item.BaseObject));
        Assert.Equal("enough", Assert.Single(result.Errors).Exception.Message);
        Assert.False(result.WasStopped);
    }

    [Fact]
    public void Variables_last_from_one_script_to_the_next()
    {
        using PowerShellSession session = PowerShellSession.Open();
        session.Set("given", 20);
        session.Invoke("$made = $given + 1");
        Assert.Equal(42, Assert.Single(session.Invoke("$made * 2").Output).BaseObject);
    }

    [Fact]
    public async Task A_stop_ends_what_runs_and_keeps_its_output()
    {
        using PowerShellSession session = PowerShellSession.Open();
        using var started = new SemaphoreSlim(0);
        session.Set("started", started);
        Task<SessionResult> endless = session.InvokeAsync("'before'; [void]$started.Release(); while ($true) { }");
        await started.WaitAsync(TestContext.Current.CancellationToken);
        session.Stop();
        SessionResult result = await endless;
        Assert.True(result.WasStopped);
        Assert.Equal("before", Assert.Single(result.Output).BaseObject);
        Assert.Equal("alive", Assert.Single(session.Invoke("'alive'").Output).BaseObject);
    }

    [Fact]
    public void A_stop_while_nothing_runs_does_nothing()
    {
        using PowerShellSession session = PowerShellSession.Open();
        session.Stop();
        Assert.Equal(1, Assert.Single(session.Invoke("1").Output).BaseObject);
    }

    [Fact]
    public void A_module_that_cannot_be_imported_is_an_error()
    {
        string missing = Path.Combine(Path.GetTempPath(), "no-such-module", "Missing.psd1");
        Assert.ThrowsAny<RuntimeException>(() => PowerShellSession.Open(module: missing));
    }

    [Theory]
    [InlineData("'fine'", true, "fine")]
    [InlineData("throw 'not fine'", false, "not fine")]
    [InlineData("Import-Module no-such-module", false, "no-such-module")]
    public void Showing_a_script_tells_whether_it_ran_without_an_error(string script, bool expected, string shown)
    {
        using PowerShellSession session = PowerShellSession.Open();
        Assert.Equal(expected, session.Show(script));
        Assert.Contains(session.Host.Record.Lines, line => line.Contains(shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Exit_is_told_to_the_host()
    {
        using PowerShellSession session = PowerShellSession.Open();
        session.Show("exit 3");
        Assert.Equal(3, session.Host.ExitCode);
    }
}
