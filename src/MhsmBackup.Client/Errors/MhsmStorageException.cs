namespace MhsmBackup.Errors;

/// <summary>A storage account refused a request, or could not be reached.</summary>
public sealed class MhsmStorageException : MhsmException
{
    internal MhsmStorageException(string errorId, string message, int status, string? errorCode, string? requestId, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
        Status = status;
        ErrorCode = errorCode;
        RequestId = requestId;
    }

    /// <summary>The HTTP status code of the answer; 0 when there was none.</summary>
    public int Status { get; }

    /// <summary>
    /// Storage's own code, for example AuthorizationPermissionMismatch; null when there was none. The codes:
    /// https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
    /// </summary>
    public string? ErrorCode { get; }

    /// <summary>The answer's <c>x-ms-request-id</c>; null when there was none.</summary>
    public string? RequestId { get; }
}
