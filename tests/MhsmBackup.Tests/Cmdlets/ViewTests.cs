using System.Globalization;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>What a job and a context look like on a console.</summary>
public sealed class ViewTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Escape = "\u001b";

    [Fact]
    public void A_status_has_its_colour_on_a_terminal_and_none_elsewhere()
    {
        Session.Set("backup", BackUp());
        Assert.Contains($"{Escape}[32mSucceeded{Escape}[0m", Shown(isTerminal: true), StringComparison.Ordinal);
        string plain = Shown(isTerminal: false);
        Assert.Contains("Succeeded", plain, StringComparison.Ordinal);
        Assert.DoesNotContain(Escape, plain, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_fits_120_columns()
    {
        Session.Set("backup", BackUp());
        Run("$backup | Out-Default");
        string row = Session.Host.Record.Lines.Single(line => line.Contains(" Backup ", StringComparison.Ordinal));
        Assert.InRange(new StringInfo(row.TrimEnd()).LengthInTextElements, 60, 120);
        Assert.EndsWith((string)Run("$backup.BackupFolder").Output[0].BaseObject, row.TrimEnd(), StringComparison.Ordinal);
    }

    private string Shown(bool isTerminal)
    {
        using var output = new StringWriter();
        PowerShellSession session = OpenSession(new HostOptions { IsTerminal = isTerminal, Output = output });
        session.Set("backup", Session.Invoke("$backup").Output[0].BaseObject);
        session.Show("$backup");
        return output.ToString();
    }
}
