using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>A job is data: it comes back from wherever it went.</summary>
public sealed class JobSerializationTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public void A_running_job_can_be_waited_for_after_a_trip_through_clixml()
    {
        string xml = PSSerializer.Serialize(StartOne());
        Session.Set("job", PSSerializer.Deserialize(xml));
        AssertFinished(Finish("$job | Wait-MhsmJob"));
    }

    [Fact]
    public void A_running_job_can_be_waited_for_after_a_trip_through_json()
    {
        string json = JsonSerializer.Serialize(StartOne());
        var job = new PSObject();
        foreach (JsonProperty property in JsonDocument.Parse(json).RootElement.EnumerateObject())
        {
            object? value = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Number => property.Value.GetInt64(),
                _ => null,
            };
            job.Properties.Add(new PSNoteProperty(property.Name, value));
        }

        Session.Set("job", job);
        AssertFinished(Finish("$job | Wait-MhsmJob"));
    }

    [Fact]
    public void A_hashtable_with_three_members_is_enough()
    {
        MhsmJob job = StartOne();
        Session.Set("job", new Hashtable { ["HsmUri"] = job.HsmUri.AbsoluteUri, ["JobId"] = job.JobId, ["Operation"] = "backup" });
        AssertFinished(Finish("Wait-MhsmJob $job"));
    }

    [Fact]
    public void Every_property_survives_clixml()
    {
        MhsmJob before = BackUp();
        Session.Set("job", PSSerializer.Deserialize(PSSerializer.Serialize(before)));
        MhsmJob after = RunForJob("$job | Wait-MhsmJob");
        foreach (System.Reflection.PropertyInfo property in typeof(MhsmJob).GetProperties())
        {
            if (property.Name == nameof(MhsmJob.Error)) continue;
            Assert.True(Equals(property.GetValue(before), property.GetValue(after)), $"{property.Name}: {property.GetValue(before)} became {property.GetValue(after)}");
        }
    }

    [Fact]
    public void A_nested_error_survives_clixml()
    {
        var before = new MhsmJob
        {
            HsmName = "contoso-hsm",
            HsmUri = Hsm.Uri,
            JobId = "4c9e342c12844c3f96f44e5c67cbd92d",
            Status = "Failed",
            Error = new() { Code = "A", Message = "outer", InnerError = new() { Code = "B", InnerError = new() { Message = "deep" } } },
        };
        Session.Set("before", before);
        // Inside the session, where the module's types file says how deep a job is written.
        Run("$job = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($before))");
        MhsmJob after = (MhsmJob)Assert.Single(Session.Invoke("$job | Wait-MhsmJob -ErrorAction SilentlyContinue").Output).BaseObject;
        Assert.Equal(before.Error.ToString(), after.Error!.ToString());
    }

    [Fact]
    public void A_finished_job_that_was_exported_starts_a_restore()
    {
        Hsm.Keys.Create("a");
        Session.Set("job", PSSerializer.Deserialize(PSSerializer.Serialize(BackUp())));
        Hsm.Lose();
        RunForJob("$job | Start-MhsmRestore -SasToken $restoreSas -Force | Wait-MhsmJob");
        Assert.Equal(["a"], Hsm.Keys.Names);
    }

    [Fact]
    public void The_table_fits_120_columns_and_the_list_is_complete()
    {
        Session.Set("job", BackUp());
        Session.Show("$job");
        Assert.All(Session.Host.Record.Lines, line => Assert.True(line.Length <= 120, line));
        Assert.Contains(Session.Host.Record.Lines, line => line.Contains("contoso-hsm", StringComparison.Ordinal) && line.Contains("Succeeded", StringComparison.Ordinal));
        Session.Show("$job | Microsoft.PowerShell.Core\\Out-Default");
        Assert.Contains(Session.Host.Record.Lines, line => line.Contains("HsmName", StringComparison.Ordinal) && line.Contains("Result", StringComparison.Ordinal));
    }

    private MhsmJob StartOne()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        return RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");
    }

    private SessionResult Finish(string script)
    {
        Hsm.CurrentJob!.FinishNow();
        return Run(script);
    }

    private static void AssertFinished(SessionResult result) =>
        Assert.Equal("Succeeded", Assert.IsType<MhsmJob>(Assert.Single(result.Output).BaseObject).Status);
}
