using MhsmBackup.Jobs;

namespace MhsmBackup.Errors;

/// <summary>A job ended without success, or was no longer waited for.</summary>
public sealed class MhsmJobException : MhsmException
{
    internal MhsmJobException(string errorId, string message, MhsmJob job) : base(errorId, message) => Job = job;

    /// <summary>The job as it was last seen.</summary>
    public MhsmJob Job { get; }
}
