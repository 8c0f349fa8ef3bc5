using MhsmBackup.Errors;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Restores;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.Drills;

/// <summary>A drill wipes its destination, so it refuses all but a drill HSM that was named twice.</summary>
public sealed class DrillRefusalTests(AzuriteFixture azurite) : DrillTest(azurite)
{
    private const string Unconfirmed = "Invoke-MhsmRestoreDrill $hsm $drillHsm -ContainerUri $container -SasToken $restoreSas ";

    [Theory]
    [InlineData(Unconfirmed, "-ConfirmDestinationHsm")]
    [InlineData(Unconfirmed + "-Force", "-ConfirmDestinationHsm")]
    [InlineData(Unconfirmed + "-ConfirmDestinationHsm $hsm", "second name")]
    [InlineData(Unconfirmed + "-ConfirmDestinationHsm contoso", "second name")]
    [InlineData(Unconfirmed + "-ConfirmDestinationHsm contoso -WhatIf", "second name")]
    [InlineData("Invoke-MhsmRestoreDrill $hsm $hsm -ContainerUri $container -SasToken $restoreSas -ConfirmDestinationHsm $hsm -Force", "both a source and the destination")]
    [InlineData("$hsm, $drillHsm | Invoke-MhsmRestoreDrill -DestinationHsm $drillHsm -ContainerUri $container -SasToken $restoreSas -ConfirmDestinationHsm $drillHsm", "both a source and the destination")]
    [InlineData("Invoke-MhsmRestoreDrill $hsm $drillHsm, $other -ContainerUri $container -SasToken $restoreSas -ConfirmDestinationHsm $drillHsm", "2 destinations")]
    public void What_is_no_drill_hsm_is_refused_before_any_call(string script, string words)
    {
        Emulator.Requests.Clear();
        (System.Management.Automation.ErrorRecord error, SessionResult result) = RunForError(script, MhsmErrorId.DrillDestinationRefused);
        Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(Emulator.Requests.All);
    }

    [Fact]
    public void A_drill_hsm_that_was_written_to_is_refused_and_Force_restores_all_the_same()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Assert.True(RunForDrill(Drill).Succeeded);
        // Before the next backup, so that only the sources tell that it is not theirs.
        foreach (string name in new[] { "p", "q", "r", "s" }) DrillHsm.Keys.Create(name);
        BackUpLater(Hsm);

        int before = Restores;
        (System.Management.Automation.ErrorRecord error, SessionResult result) = RunForError(Drill, MhsmErrorId.DrillDestinationRefused);
        Assert.Empty(result.Output);
        Assert.Equal(before, Restores);
        foreach (string words in new[] { "p (version", "q (", "r (", "and 1 more", "-Force" }) Assert.Contains(words, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s (", error.ToString(), StringComparison.Ordinal);

        Assert.True(RunForDrill(Drill + "-Force").Succeeded);
        Assert.Equal(["a"], DrillHsm.Keys.Names);
    }

    [Fact]
    public void A_new_version_of_a_drilled_key_is_seen_as_well()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        Assert.True(RunForDrill(Drill).Succeeded);
        DrillHsm.Keys.Create("a");
        Assert.Contains("a (version", RunForError(Drill, MhsmErrorId.DrillDestinationRefused).Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_look_at_the_source_what_is_newer_than_the_backup_is_seen()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        DrillHsm.Keys.Create("own");
        Hsm.Revoke(Administrator);
        Assert.Contains("own (made", RunForError(Drill, MhsmErrorId.DrillDestinationRefused).Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_reads_and_says_what_would_be_done()
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        PowerShellSession session = OpenSession();
        Prepare(session);
        int before = Starts.Count;
        SessionResult result = session.Invoke(Unconfirmed + "-WhatIf");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Equal(before, Starts.Count);
        Assert.Contains(session.Host.Record.Lines, line => line.Contains("https://contoso-drill.", StringComparison.Ordinal) && line.Contains("in full from", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("contoso-drill", true)]
    [InlineData("CONTOSO-DRILL ", true)]
    [InlineData("contoso-hsm", false)]
    [InlineData("y", false)]
    [InlineData("", false)]
    public void A_person_types_the_name(string typed, bool isGood)
    {
        Hsm.Keys.Create("a");
        BackUpLater(Hsm);
        PowerShellSession session = OpenSession(new HostOptions { Name = "Visual Studio Code Host", Answers = new Queue<string>([typed]) });
        Prepare(session);
        Emulator.Requests.Clear();
        SessionResult result = session.Invoke(Unconfirmed);

        string prompt = Assert.Single(session.Host.Record.Prompts);
        Assert.Contains("contoso-drill", prompt, StringComparison.Ordinal);
        Assert.Contains("contoso-hsm", prompt, StringComparison.Ordinal);
        if (isGood)
        {
            Assert.Empty(result.Errors);
            Assert.True(((MhsmRestoreDrill)Assert.Single(result.Output).BaseObject).Succeeded);
        }
        else
        {
            Assert.StartsWith(MhsmErrorId.DrillDestinationRefused, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Empty(Emulator.Requests.All);
        }
    }

    [Fact]
    public void A_host_without_a_console_is_never_asked()
    {
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        Prepare(session);
        Assert.Single(session.Invoke(Unconfirmed).Errors);
        Assert.Empty(session.Host.Record.Prompts);
    }

    [Fact]
    public void Confirm_asks_for_each_restore()
    {
        Hsm.Keys.Create("a");
        Other.Keys.Create("c");
        BackUpLater(Hsm);
        BackUpLater(Other);
        PowerShellSession session = OpenSession(new HostOptions { Answers = new Queue<string>(["n", "y"]) });
        Prepare(session);
        SessionResult result = session.Invoke(Drill.Replace("$hsm", "$hsm, $other", StringComparison.Ordinal) + "-Confirm");
        Assert.Equal(2, session.Host.Record.Prompts.Count);
        Assert.Equal("contoso-3", ((MhsmRestoreDrill)Assert.Single(result.Output).BaseObject).HsmName);
    }
}
