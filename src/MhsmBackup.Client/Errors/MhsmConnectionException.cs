namespace MhsmBackup.Errors;

/// <summary>The HSM could not be reached, or the connection broke while an answer was awaited.</summary>
public sealed class MhsmConnectionException : MhsmException
{
    internal MhsmConnectionException(string message, Exception innerException)
        : base(MhsmErrorId.HsmUnreachable, message, innerException)
    {
    }

    /// <summary>Whether the HSM has no address or no certificate to trust: more likely a wrong name than a passing fault.</summary>
    internal bool IsLikelyWrongAddress { get; init; }
}
