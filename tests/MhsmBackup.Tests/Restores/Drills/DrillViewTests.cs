using System.Management.Automation;
using MhsmBackup.Rehearsal;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Restores;

namespace MhsmBackup.Tests.Restores.Drills;

/// <summary>What a drill's result looks like on a console, also when it comes back from a file.</summary>
public sealed class DrillViewTests : IDisposable
{
    private readonly PowerShellSession _session = PowerShellSession.Open(module: ModulePath.Find());

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(true, "Succeeded")]
    [InlineData(false, "Failed")]
    [InlineData(null, "Not verified")]
    public void A_row_says_the_verdict_and_fits_120_columns(bool? succeeded, string verdict)
    {
        MhsmRestoreDrill drill = Drill() with { Succeeded = succeeded, MissingKeys = succeeded == false ? ["app-signing"] : [] };
        foreach (object shown in new object[] { drill, PSSerializer.Deserialize(PSSerializer.Serialize(drill)) })
        {
            string row = Assert.Single(Show(shown), line => line.Contains("contoso-hsm", StringComparison.Ordinal));
            Assert.True(row.TrimEnd().Length <= 120, row);
            foreach (string text in new[] { "contoso-drill", verdict, "2026-11-23 16:18:08Z", "00:12:00", "1/2" }) Assert.Contains(text, row, StringComparison.Ordinal);
            Assert.Equal(succeeded == false, row.Contains("missing: app-signing", StringComparison.Ordinal));
        }
    }

    private string[] Show(object item)
    {
        int before = _session.Host.Record.Lines.Count;
        _session.Set("item", item);
        Assert.Empty(_session.Invoke("$item | Out-Default").Errors);
        return [.. _session.Host.Record.Lines.Skip(before)];
    }

    private static MhsmRestoreDrill Drill() => new()
    {
        HsmName = "contoso-hsm",
        DestinationHsm = "contoso-drill",
        BackupFolder = "mhsm-contoso-hsm-2026112316180800",
        BackupUri = new Uri("https://contosobackup.blob.core.windows.net/hsm/mhsm-contoso-hsm-2026112316180800"),
        BackupTime = new DateTime(2026, 11, 23, 16, 18, 8, DateTimeKind.Utc),
        BackupAge = TimeSpan.FromHours(1),
        StartTime = new DateTime(2026, 11, 23, 17, 18, 8, DateTimeKind.Utc),
        EndTime = new DateTime(2026, 11, 23, 17, 31, 8, DateTimeKind.Utc),
        RestoreDuration = TimeSpan.FromMinutes(12),
        KeysExpected = 2,
        KeysFound = 1,
    };
}
