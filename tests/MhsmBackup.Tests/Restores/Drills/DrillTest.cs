using MhsmBackup.Emulator;
using MhsmBackup.Emulator.Hsms;
using MhsmBackup.Rehearsal.Engine;
using MhsmBackup.Restores;
using MhsmBackup.Tests.Cmdlets;
using MhsmBackup.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;

namespace MhsmBackup.Tests.Restores.Drills;

/// <summary>Two HSMs in use and one for drills, of one security domain, on a clock of the test.</summary>
public abstract class DrillTest(AzuriteFixture azurite) : CmdletTest(azurite)
{
    internal const string Drill = "Invoke-MhsmRestoreDrill $hsm $drillHsm -ContainerUri $container -SasToken $restoreSas -ConfirmDestinationHsm $drillHsm ";

    protected EmulatedHsm DrillHsm => Emulator["contoso-drill"];

    protected EmulatedHsm Other => Emulator["contoso-3"];

    protected FakeTimeProvider HsmClock { get; } = new(DateTimeOffset.UtcNow.AddSeconds(5));

    protected override void Configure(EmulatorOptions options)
    {
        base.Configure(options);
        SecurityDomain shared = options.Hsms[0].SecurityDomain!;
        options.Hsms.Add(new HsmOptions("contoso-3") { SecurityDomain = shared });
        options.Hsms.Add(new HsmOptions("contoso-drill") { SecurityDomain = shared });
    }

    protected override async ValueTask InitializeSessionAsync()
    {
        await base.InitializeSessionAsync();
        foreach (EmulatedHsm hsm in new[] { Hsm, Other, DrillHsm, Stranger }) hsm.Settings.TimeProvider = HsmClock;
        Prepare(Session);
    }

    internal void Prepare(PowerShellSession session)
    {
        session.Set("drillHsm", DrillHsm.Uri.AbsoluteUri);
        session.Set("other", Other.Uri.AbsoluteUri);
    }

    /// <summary>A backup some seconds after what was made so far, and some seconds before what will be.</summary>
    internal void BackUpLater(EmulatedHsm hsm)
    {
        HsmClock.Advance(TimeSpan.FromSeconds(2));
        RunForJob($"Start-MhsmBackup {hsm.Uri} -ContainerUri $container -SasToken $backupSas | Wait-MhsmJob");
        HsmClock.Advance(TimeSpan.FromSeconds(2));
    }

    internal MhsmRestoreDrill RunForDrill(string script) => Assert.IsType<MhsmRestoreDrill>(Assert.Single(Run(script).Output).BaseObject);

    internal int Restores => Starts.Count(request => request.Path == "/restore" && request.Status == 202);
}
