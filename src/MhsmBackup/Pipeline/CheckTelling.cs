using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;

namespace MhsmBackup.Pipeline;

/// <summary>Tells a check's end: one that has not passed is a result, no error.</summary>
/// <param name="isQuiet">Whether only true or false is told, false also for a check that could not be run.</param>
internal sealed class CheckTelling(bool isQuiet) : JobTelling
{
    /// <summary>How a cmdlet's check is told.</summary>
    /// <param name="isQuiet">Its -Quiet.</param>
    /// <param name="waits">Its -Wait.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.SwitchConflict"/>.</exception>
    public static CheckTelling For(bool isQuiet, bool waits) => isQuiet && !waits
        ? throw new MhsmInputException(MhsmErrorId.SwitchConflict, "-Quiet says how the checks ended, and with -Wait:$false none has. Leave one of the two out.")
        : new CheckTelling(isQuiet);

    public override void WriteJob(Cmdlet cmdlet, MhsmJob job)
    {
        if (isQuiet) cmdlet.WriteObject(job.Passed == true);
        else base.WriteJob(cmdlet, job);
    }

    public override void WriteNoJob(Cmdlet cmdlet)
    {
        if (isQuiet) cmdlet.WriteObject(false);
    }

    public override Exception? ErrorOf(MhsmJob job) => null;
}
