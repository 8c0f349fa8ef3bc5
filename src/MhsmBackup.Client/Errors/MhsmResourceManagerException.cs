namespace MhsmBackup.Errors;

/// <summary>Azure Resource Manager refused a request, or could not be reached.</summary>
public sealed class MhsmResourceManagerException : MhsmAzureException
{
    internal MhsmResourceManagerException(string errorId, string message, int status, string? errorCode, string? requestId, Exception? innerException = null)
        : base(errorId, message, status, errorCode, requestId, innerException)
    {
    }
}
