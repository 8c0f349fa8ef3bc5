namespace MhsmBackup.Errors;

/// <summary>
/// A storage account refused a request, or could not be reached. The codes:
/// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
/// </summary>
public sealed class MhsmStorageException : MhsmAzureException
{
    internal MhsmStorageException(string errorId, string message, int status, string? errorCode, string? requestId, Exception? innerException = null)
        : base(errorId, message, status, errorCode, requestId, innerException)
    {
    }
}
