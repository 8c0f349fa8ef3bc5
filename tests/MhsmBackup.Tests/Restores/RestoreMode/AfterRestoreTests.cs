using MhsmBackup.Emulator.Access;
using MhsmBackup.Emulator.Faults;
using MhsmBackup.Emulator.Requests;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Restores.RestoreMode;

/// <summary>After a full restore the first read of the HSM is told, and never held against the job.</summary>
public sealed class AfterRestoreTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Restore = "$backup | Start-MhsmRestore -SasToken $restoreSas -Force";

    private static Fault StillRestoring => new(FaultKind.Status) { Path = "/keys", Method = "GET", StatusCode = 503, Text = "RestoreInProgress", Details = "The HSM is in restore mode." };

    private IReadOnlyList<RecordedRequest> Lists => [.. Emulator.Requests.All.Where(request => request is { Method: "GET", Path: "/keys" })];

    [Theory]
    [InlineData(Restore + " -Wait")]
    [InlineData(Restore + " | Wait-MhsmJob")]
    public void The_number_of_keys_is_told_after_one_read(string restore)
    {
        BackUpKeys("a", "b");
        Hsm.Lose();
        SessionResult result = Run(restore);
        Assert.Equal("Succeeded", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
        Assert.Equal(["contoso-hsm serves again and has 2 keys."], result.Information);
        Assert.Single(Lists);
    }

    [Fact]
    public void Get_MhsmJob_tells_it_when_it_first_sees_the_end_and_not_again()
    {
        BackUpKeys("a", "b");
        Hsm.Settings.JobDuration = TimeSpan.FromSeconds(1);
        SessionResult result = Run("$job = " + Restore + "; do { $job = $job | Get-MhsmJob } until ($job.Status -ne 'InProgress'); $job | Get-MhsmJob");
        Assert.Equal("Succeeded", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
        Assert.Equal(["contoso-hsm serves again and has 2 keys."], result.Information);
        Assert.Single(Lists);
    }

    [Fact]
    public void One_key_is_one_key()
    {
        BackUpKeys("a");
        Assert.Equal(["contoso-hsm serves again and has 1 key."], Run(Restore + " -Wait").Information);
    }

    [Fact]
    public void Who_may_not_read_keys_hears_so_in_the_verbose_stream_alone()
    {
        EmulatorPrincipal principal = new("restorer", Secret: null);
        Hsm.Assign(principal, BuiltInRoles.Administrator); // it is in the backup, and so holds after the restore
        BackUpKeys("a");
        Session.Set("token", Emulator.IssueToken(principal));
        SessionResult result = Run(Restore + " -Wait -AccessToken $token -Verbose");
        Assert.Single(result.Output);
        Assert.Empty(result.Information);
        Assert.Empty(result.Warnings);
        Assert.Contains(result.Verbose, line => line.Contains("may not read keys", StringComparison.Ordinal));
    }

    [Fact]
    public void A_read_that_is_still_refused_is_tried_again()
    {
        BackUpKeys("a", "b", "c");
        Emulator.Faults.Add(StillRestoring);
        Assert.Equal(["contoso-hsm serves again and has 3 keys."], Run(Restore + " -Wait").Information);
        Assert.Equal([503, 200], Lists.Select(read => read.Status));
    }

    [Fact]
    public void Another_failure_of_the_read_is_verbose_and_the_job_has_succeeded()
    {
        BackUpKeys("a");
        Emulator.Faults.Add(new Fault(FaultKind.Status) { Path = "/keys", Method = "GET", StatusCode = 400 });
        SessionResult result = Run(Restore + " -Wait -Verbose");
        Assert.Equal("Succeeded", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
        Assert.Empty(result.Information);
        Assert.Contains(result.Verbose, line => line.Contains("was not read after it", StringComparison.Ordinal));
    }

    [Fact]
    public void The_job_comes_out_before_the_read_has_succeeded()
    {
        BackUpKeys("a");
        Emulator.Faults.Add(StillRestoring with { Count = -1 });
        Session.Set("serveAgain", new Action(Emulator.Faults.Clear));
        // Only the job that has come out lets the read succeed.
        SessionResult result = Run(Restore + " -Wait | ForEach-Object { $serveAgain.Invoke(); $_ }");
        Assert.Single(result.Output);
        Assert.Equal(["contoso-hsm serves again and has 1 key."], result.Information);
    }

    [Fact]
    public void The_time_to_wait_ends_the_read_as_well()
    {
        BackUpKeys("a");
        Emulator.Faults.Add(StillRestoring with { Count = -1 });
        SessionResult result = Run(Restore + " | Wait-MhsmJob -Timeout 3 -Verbose");
        Assert.Equal("Succeeded", ((MhsmJob)Assert.Single(result.Output).BaseObject).Status);
        Assert.Empty(result.Information);
        Assert.DoesNotContain(result.Verbose, line => line.Contains("was not read after it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_restore_that_had_ended_before_costs_no_request()
    {
        BackUpKeys("a");
        Session.Set("restored", RunForJob(Restore + " -Wait"));
        Emulator.Requests.Clear();
        SessionResult result = Run("$restored | Wait-MhsmJob");
        Assert.Empty(result.Information);
        Assert.Empty(Emulator.Requests.All);
    }

    [Theory]
    [InlineData("$backup | Test-MhsmRestore -SasToken $restoreSas")]
    [InlineData("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Wait")]
    [InlineData("$backup | Start-MhsmRestore -SasToken $restoreSas -Force | Wait-MhsmJob -Timeout 20 | Get-MhsmJob | Out-Null; Get-MhsmJob -HsmName $hsm -JobId $($restoreId.Invoke()) -Operation Restore")]
    public void No_other_job_and_no_look_at_a_job_reads_keys(string script)
    {
        BackUpKeys("a");
        Session.Set("restoreId", new Func<string>(() => Hsm.Jobs.Last().Id));
        int allowed = script.Contains("Start-MhsmRestore", StringComparison.Ordinal) ? 1 : 0;
        Run(script);
        Assert.Equal(allowed, Lists.Count);
    }

    private void BackUpKeys(params string[] keys)
    {
        foreach (string key in keys) Hsm.Keys.Create(key);
        Session.Set("backup", BackUp());
    }
}
