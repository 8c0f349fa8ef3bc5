namespace MhsmBackup.Errors;

/// <summary>The service answered, and its answer is a refusal.</summary>
public sealed class MhsmServiceException : MhsmException
{
    internal MhsmServiceException(
        string errorId, string message, int status, MhsmServiceError? error, string? requestId, Exception? innerException = null)
        : base(errorId, message, innerException)
    {
        Status = status;
        Error = error;
        RequestId = requestId;
    }

    /// <summary>The HTTP status code of the answer.</summary>
    public int Status { get; }

    /// <summary>The error in the answer's body, as the service sent it; null when the body held none.</summary>
    public MhsmServiceError? Error { get; }

    /// <summary>The service's <c>x-ms-request-id</c>: what support asks for first. Null when the answer had none.</summary>
    public string? RequestId { get; }

    /// <summary>Whether asking again later may help: 408, 429 and 5xx.</summary>
    public bool IsTransient => Status is 408 or 429 or >= 500;
}
