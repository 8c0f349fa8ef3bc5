using MhsmBackup.Service;

namespace MhsmBackup.Restores.Drills;

/// <summary>What was found out about one HSM of a drill.</summary>
/// <param name="Hsm">The HSM that was backed up.</param>
/// <param name="Keys">What it holds now.</param>
/// <param name="Source">Its backup, ready to be restored; null when there is none to be had.</param>
/// <param name="Problem">Why there is none; null where there is.</param>
internal sealed record DrillPreparation(ManagedHsmAddress Hsm, SourceKeys Keys, DrillSource? Source, Exception? Problem)
{
    /// <summary>The result of a drill that could not be begun.</summary>
    /// <param name="drillHsm">The drill HSM.</param>
    /// <param name="now">The time, in UTC.</param>
    public MhsmRestoreDrill NotBegun(ManagedHsmAddress drillHsm, DateTime now) => new()
    {
        HsmName = Hsm.Name,
        DestinationHsm = drillHsm.Name,
        Succeeded = false,
        StartTime = now,
        EndTime = now,
        Problem = Problem?.Message,
    };
}
