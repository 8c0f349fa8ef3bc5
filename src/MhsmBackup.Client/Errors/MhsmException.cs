namespace MhsmBackup.Errors;

/// <summary>The base of every error this library raises on purpose. Its message says what was wrong and what to do.</summary>
public class MhsmException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="errorId">The stable name of this kind of error, one of <see cref="MhsmErrorId"/>.</param>
    /// <param name="message">What was wrong, what is allowed, what to do. It never holds a secret.</param>
    /// <param name="innerException">The cause, if another exception is.</param>
    public MhsmException(string errorId, string message, Exception? innerException = null)
        : base(message, innerException) => ErrorId = errorId;

    /// <summary>The stable name of this kind of error, one of <see cref="MhsmErrorId"/>: safe to compare in scripts.</summary>
    public string ErrorId { get; }
}
