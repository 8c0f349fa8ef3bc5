using MhsmBackup.Emulator.Faults;
using MhsmBackup.Jobs;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Cmdlets;

/// <summary>Ctrl+C works at once everywhere and never loses a job id.</summary>
public sealed class StopTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    [Fact]
    public async Task Stopping_a_wait_leaves_the_job_and_says_how_to_come_back()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        MhsmJob job = RunForJob("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas");
        Session.Set("job", job);
        // More than once: the stop may meet the wait between two reads, or in the middle of a write.
        for (int stops = 1; stops <= 8; stops++)
        {
            Emulator.Requests.Clear();
            Task<SessionResult> wait = Session.InvokeAsync("$job | Wait-MhsmJob -Verbose");
            await Emulator.Requests.WaitForAsync(request => request.Path.StartsWith("/backup/", StringComparison.Ordinal), Cancel);
            await Task.Run(Session.Stop, Cancel);

            Assert.True((await wait.WaitAsync(Cancel)).WasStopped);
            Assert.Equal("InProgress", Hsm.CurrentJob!.Status);
            Assert.Equal(stops, Session.Host.Record.Warnings.Count(text => text.Contains($"-JobId {job.JobId} -Operation Backup", StringComparison.Ordinal)));
        }

        Hsm.CurrentJob!.FinishNow();
    }

    [Fact]
    public async Task A_start_that_is_stopped_before_its_answer_is_found_again()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Emulator.Faults.Add(new Fault(FaultKind.Delay) { Path = "/backup", Time = TimeSpan.FromSeconds(1) });
        using var underWay = new SemaphoreSlim(0);
        Task<SessionResult> start = Session.InvokeAsync("Start-MhsmBackup $hsm -ContainerUri $container -SasToken $backupSas -Verbose; 'never reached'");
        while (System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().All(connection => connection.LocalEndPoint.Port != Hsm.Port))
            await Task.Yield();
        var stopwatch = System.Diagnostics.Stopwatch.StartNew();
        await Task.Run(Session.Stop, Cancel);
        SessionResult result = await start.WaitAsync(Cancel);
        Assert.True(result.WasStopped);
        Assert.Empty(result.Output);
        Assert.Contains(Session.Host.Record.Warnings, text => text.Contains("Get-MhsmJob", StringComparison.Ordinal));

        await Emulator.Requests.WaitForAsync(request => request.Path == "/backup" && request.Status == 202, Cancel);
        string jobId = Hsm.CurrentJob!.Id;
        Hsm.CurrentJob.FinishNow();
        SessionResult found;
        do found = Session.Invoke("Get-MhsmJob -ErrorAction SilentlyContinue");
        while (!found.Output.Any(job => ((MhsmJob)job.BaseObject).JobId == jobId));
        Assert.Single(Starts);
    }

    [Fact]
    public async Task After_a_stop_no_further_start_is_sent()
    {
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        foreach (string key in new[] { "a", "b" }) Hsm.Keys.Create(key);
        Hsm.Settings.JobDuration = TimeSpan.Zero;
        Session.Set("backup", BackUp());
        Hsm.Lose();
        Hsm.Settings.JobDuration = Timeout.InfiniteTimeSpan;
        Emulator.Requests.Clear();
        Task<SessionResult> restore = Session.InvokeAsync("$backup | Restore-MhsmKey -KeyName a, b -SasToken $restoreSas");
        await Emulator.Requests.WaitForAsync(request => request.Path.StartsWith("/restore/", StringComparison.Ordinal), Cancel);
        await Task.Run(Session.Stop, Cancel);
        await restore.WaitAsync(Cancel);
        Task ended = Hsm.CurrentJob!.Completion;
        Hsm.CurrentJob.FinishNow();
        await ended.WaitAsync(Cancel);
        Assert.Equal("/keys/a/restore", Assert.Single(Starts).Path);
        Assert.Equal(["a"], Hsm.Keys.Names);
    }
}
