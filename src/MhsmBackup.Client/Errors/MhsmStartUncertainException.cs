namespace MhsmBackup.Errors;

/// <summary>A start was sent and its answer was lost: the job may be running. It is never sent again on its own.</summary>
public sealed class MhsmStartUncertainException : MhsmException
{
    internal MhsmStartUncertainException(string message, DateTime sentAfter, Exception? innerException)
        : base(MhsmErrorId.StartUncertain, message, innerException) => SentAfter = sentAfter;

    /// <summary>The moment, in UTC, before the request was sent: a job that it started began after this.</summary>
    public DateTime SentAfter { get; }
}
