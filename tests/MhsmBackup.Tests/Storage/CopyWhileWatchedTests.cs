using System.Management.Automation;
using System.Text;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Storage;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;

namespace MhsmBackup.Tests.Storage;

/// <summary>What a copy that takes its time shows, and what Ctrl+C leaves.</summary>
public sealed class CopyWhileWatchedTests(AzuriteFixture azurite) : CmdletTest(azurite)
{
    private const string Script = "Copy-MhsmBackup $container -BackupFolder mhsm-contoso-hsm-2026112316180860 -SasToken $restoreSas -DestinationContainerUri $vault -DestinationSasToken $vaultSas";

    private TestContainer Vault { get; set; } = null!;

    [Fact]
    public async Task Ctrl_C_ends_the_copy_says_what_stays_and_the_next_run_finishes_it()
    {
        using HeldStorage held = await PrepareAsync(writes: 2);
        Task<SessionResult> copy = Session.InvokeAsync(Script);
        await held.Held.WaitAsync(Cancel);
        while ((await Vault.BlobNamesAsync()).Count < 2) await Task.Yield();
        await Task.Run(Session.Stop, Cancel);
        SessionResult result = await copy.WaitAsync(Cancel);
        Assert.True(result.WasStopped);
        Assert.Empty(result.Errors);
        string told = Assert.Single(Session.Host.Record.Warnings);
        Assert.StartsWith("1 of 1 copies were not finished.", told, StringComparison.Ordinal);
        Assert.Contains("the same command copies the rest", told, StringComparison.Ordinal);
        Assert.DoesNotContain("sig=", told, StringComparison.Ordinal);

        held.Release();
        var finished = (MhsmBackupCopy)Assert.Single(Run(Script).Output).BaseObject;
        Assert.Equal((4, true), (finished.BlobCount, finished.Verified));
        Assert.True(finished.BlobsSkipped >= 2);
    }

    [Fact]
    public async Task Progress_shows_blobs_and_bytes_and_goes_away()
    {
        using HeldStorage held = await PrepareAsync(writes: 2);
        Task<SessionResult> copy = Session.InvokeAsync(Script);
        await held.Held.WaitAsync(Cancel);
        while (!Session.Host.Record.Progress.Any(record => record.StatusDescription == "2 of 4 blobs, 2.0 of 4.0 MiB")) await Task.Yield();
        held.Release();
        SessionResult result = await copy.WaitAsync(Cancel);
        ProgressRecord last = Session.Host.Record.Progress.Last(record => record.Activity == "Copying mhsm-contoso-hsm-2026112316180860");
        Assert.Equal(ProgressRecordType.Completed, last.RecordType);
        Assert.Single(result.Output);
    }

    [Fact]
    public async Task Where_nobody_watches_there_is_no_progress()
    {
        using HeldStorage held = await PrepareAsync(writes: 4);
        PowerShellSession session = OpenSession(new HostOptions { HasConsole = false });
        Give(session, held);
        SessionResult result = session.Invoke(Script);
        Assert.Single(result.Output);
        Assert.Empty(session.Host.Record.Progress);
    }

    private async Task<HeldStorage> PrepareAsync(int writes)
    {
        Vault = await Azurite.NewContainerAsync();
        for (int i = 0; i < 4; i++)
        {
            using var content = new MemoryStream(Encoding.ASCII.GetBytes(new string((char)('a' + i), 1024 * 1024)));
            await Container.Client.UploadBlobAsync($"mhsm-contoso-hsm-2026112316180860/{i}", content, Cancel);
        }

        var held = new HeldStorage(Azurite.Server.BlobEndpoint, writes);
        Give(Session, held);
        return held;
    }

    private void Give(PowerShellSession session, HeldStorage held)
    {
        session.Set("vault", new UriBuilder(Vault.Uri) { Port = int.Parse(held.Authority.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture) }.Uri.AbsoluteUri);
        session.Set("vaultSas", Vault.Sas("rcwl"));
        session.Invoke("$PSDefaultParameterValues.Clear()");
    }
}
