namespace MhsmBackup.Errors;

/// <summary>Azure Resource Manager refused a request, or could not be reached.</summary>
public sealed class MhsmResourceManagerException : MhsmException
{
    internal MhsmResourceManagerException(string errorId, string message, int status, string? errorCode, string? requestId, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
        Status = status;
        ErrorCode = errorCode;
        RequestId = requestId;
    }

    /// <summary>The HTTP status code of the answer; 0 when there was none.</summary>
    public int Status { get; }

    /// <summary>Its own code, for example AuthorizationFailed; null when there was none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The answer's <c>x-ms-request-id</c>; null when there was none.</summary>
    public string? RequestId { get; }
}
