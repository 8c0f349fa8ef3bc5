namespace MhsmBackup.Errors;

/// <summary>No token could be had, or the token at hand must not go where it was asked for.</summary>
public sealed class MhsmAuthenticationException : MhsmException
{
    internal MhsmAuthenticationException(string errorId, string message, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
    }

    /// <summary>Whether asking again later may help: the login endpoint was not reached, or was not able to answer.</summary>
    public bool IsTransient { get; internal init; }
}
