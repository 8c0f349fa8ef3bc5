namespace MhsmBackup.Errors;

/// <summary>The HSM could not be reached, or the connection broke while an answer was awaited.</summary>
public sealed class MhsmConnectionException : MhsmException
{
    internal MhsmConnectionException(string message, Exception innerException)
        : base(MhsmErrorId.HsmUnreachable, message, innerException)
    {
    }
}
