namespace MhsmBackup.Errors;

/// <summary>An error in the service's own words. Errors nest to any depth.</summary>
public sealed class MhsmServiceError
{
    /// <summary>The service's code, for example <c>Conflict</c>; null when it gave none.</summary>
    public string? Code { get; init; }

    /// <summary>The service's message; null when it gave none.</summary>
    public string? Message { get; init; }

    /// <summary>The cause of this error, if the service named one (<c>innererror</c> on the wire).</summary>
    public MhsmServiceError? InnerError { get; init; }

    /// <summary>This error and its causes, outermost first.</summary>
    internal IEnumerable<MhsmServiceError> Chain()
    {
        for (MhsmServiceError? error = this; error is not null; error = error.InnerError)
            yield return error;
    }

    /// <summary>The whole chain on one line: <c>Code: message (Code: message)</c>.</summary>
    public override string ToString()
    {
        string own = (Code, Message) switch
        {
            (null, null) => string.Empty,
            (null, _) => Message,
            (_, null) => Code,
            _ => $"{Code}: {Message}",
        };
        string inner = InnerError?.ToString() ?? string.Empty;
        if (inner.Length == 0) return own;
        return own.Length == 0 ? inner : $"{own} ({inner})";
    }
}
