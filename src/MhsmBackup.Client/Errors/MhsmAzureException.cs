namespace MhsmBackup.Errors;

/// <summary>The base of what a service of Azure beside the HSM refused, or could not be asked.</summary>
public abstract class MhsmAzureException : MhsmException
{
    private protected MhsmAzureException(string errorId, string message, int status, string? errorCode, string? requestId, Exception? innerException)
        : base(errorId, message, innerException)
    {
        Status = status;
        ErrorCode = errorCode;
        RequestId = requestId;
    }

    /// <summary>The HTTP status code of the answer; 0 when there was none.</summary>
    public int Status { get; }

    /// <summary>The service's own code, for example AuthorizationPermissionMismatch or AuthorizationFailed; null when there was none.</summary>
    public string? ErrorCode { get; }

    /// <summary>The answer's <c>x-ms-request-id</c>; null when there was none.</summary>
    public string? RequestId { get; }
}
