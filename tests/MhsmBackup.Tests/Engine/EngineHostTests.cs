using System.Management.Automation.Host;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Tests.Engine;

/// <summary>The host: a console, a terminal, or a runbook that has neither.</summary>
public sealed class EngineHostTests
{
    private const string Progress =
        """
        function Show-Progress {
            [CmdletBinding()] param([int] $Percent, [string] $Status, [switch] $Completed)
            $record = [System.Management.Automation.ProgressRecord]::new(1, 'Waiting', $Status)
            $record.PercentComplete = $Percent
            if ($Completed) { $record.RecordType = 'Completed' }
            $PSCmdlet.WriteProgress($record)
        }
        """;

    [Fact]
    public void A_table_is_plain_text_where_there_is_no_terminal()
    {
        var text = new StringWriter();
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { Output = text });
        session.Show("[pscustomobject]@{ Name = 'contoso-hsm'; Status = 'Succeeded' }");
        Assert.Contains("contoso-hsm Succeeded", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text.ToString());
    }

    [Fact]
    public void A_terminal_gets_colours()
    {
        var text = new StringWriter();
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { Output = text, IsTerminal = true });
        session.Show("$Host.UI.WriteErrorLine('bad')");
        Assert.Contains("\u001b[31mbad\u001b[0m", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_without_a_console_has_no_window()
    {
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { HasConsole = false });
        Assert.Throws<HostException>(() => session.Host.UI.RawUI.WindowSize);
        Assert.Throws<HostException>(() => session.Host.UI.RawUI.KeyAvailable);
    }

    [Fact]
    public void Answers_are_taken_in_their_order_and_questions_are_kept()
    {
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { Answers = new Queue<string>(["n", "y", "contoso"]) });
        SessionResult result = session.Invoke(
            """
            $choices = [System.Management.Automation.Host.ChoiceDescription[]]('&Yes', '&No')
            $Host.UI.PromptForChoice('First', 'Sure?', $choices, 0)
            $Host.UI.PromptForChoice('Second', 'Sure?', $choices, 1)
            $Host.UI.ReadLine()
            """);
        Assert.Equal([1, 0, "contoso"], result.Output.Select(item => item.BaseObject));
        Assert.Equal(2, session.Host.Record.Prompts.Count);
        Assert.StartsWith("First", session.Host.Record.Prompts[0], StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_answer_is_the_default_choice()
    {
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { Input = new StringReader("\n") });
        SessionResult result = session.Invoke("$Host.UI.PromptForChoice('', 'Sure?', [System.Management.Automation.Host.ChoiceDescription[]]('&Yes', '&No'), 1)");
        Assert.Equal(1, Assert.Single(result.Output).BaseObject);
    }

    [Fact]
    public void A_question_that_nobody_answers_is_an_error()
    {
        using PowerShellSession session = PowerShellSession.Open();
        SessionResult result = session.Invoke("$Host.UI.ReadLine()");
        Assert.Contains("not interactive", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_gets_a_line_of_progress_when_the_state_changes_and_none_for_the_passing_of_time()
    {
        var text = new StringWriter();
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { Output = text });
        session.Show(Progress);
        session.Show("Show-Progress 0 '00:00:01 InProgress'; Show-Progress 0 '00:00:02 InProgress'; Show-Progress 50 '00:00:03 Succeeded'; Show-Progress -Completed -Status done");
        string[] lines = text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains("InProgress", lines[0], StringComparison.Ordinal);
        Assert.Contains("[############............] 00:00:03 Succeeded", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_has_no_bar_left_when_its_pipeline_has_ended()
    {
        var text = new StringWriter();
        using PowerShellSession session = PowerShellSession.Open(new HostOptions { Output = text, IsTerminal = true });
        session.Show(Progress);
        session.Show("Show-Progress 0 'InProgress'; throw 'stopped in the middle'");
        session.Show("'after'");
        string afterwards = text.ToString()[text.ToString().IndexOf("stopped in the middle", StringComparison.Ordinal)..];
        Assert.EndsWith("\u001b[1A\u001b[Jafter", afterwards.TrimEnd(), StringComparison.Ordinal);
    }
}
