namespace MhsmBackup.Errors;

/// <summary>An input is refused before any call is made.</summary>
public sealed class MhsmInputException : MhsmException
{
    /// <summary>Creates the error.</summary>
    /// <param name="errorId">One of <see cref="MhsmErrorId"/>.</param>
    /// <param name="message">What was wrong, what is allowed, what to do; without the secret parts of the input.</param>
    public MhsmInputException(string errorId, string message) : base(errorId, message)
    {
    }
}
