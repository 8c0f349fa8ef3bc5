using System.Management.Automation;
using MhsmBackup.Jobs;

namespace MhsmBackup.Pipeline;

/// <summary>How a job, its end and a start that failed are told on the pipeline.</summary>
internal class JobTelling
{
    /// <summary>Writes a job: as it was started, or as it ended.</summary>
    public virtual void WriteJob(Cmdlet cmdlet, MhsmJob job) => cmdlet.WriteObject(job);

    /// <summary>Writes what takes the place of a job that could not be started; its error follows.</summary>
    public virtual void WriteNoJob(Cmdlet cmdlet)
    {
    }

    /// <summary>The error of a job as it ended; null for none.</summary>
    public virtual Exception? ErrorOf(MhsmJob job) => JobVerdict.ErrorOf(job);
}
