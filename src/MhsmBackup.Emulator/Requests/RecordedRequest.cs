namespace MhsmBackup.Emulator.Requests;

/// <summary>One request, as it was received and answered. It holds no token and no SAS.</summary>
public sealed record RecordedRequest
{
    /// <summary>Counts from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The HSM that it went to, null for the token endpoint, or <see cref="Faults.Fault.ResourceManager"/>.</summary>
    public required string? Hsm { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>The query with its question mark, or nothing.</summary>
    public required string Query { get; init; }

    /// <summary>Path and query.</summary>
    public string PathAndQuery => Path + Query;

    /// <summary>The headers, except for those that hold secrets, as Authorization does.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Whether it had an Authorization header.</summary>
    public required bool HadToken { get; init; }

    /// <summary>The object id of who called an HSM or Azure Resource Manager; null when nobody was recognized.</summary>
    public required string? CallerObjectId { get; init; }

    /// <summary>Whether the body was received, not merely announced.</summary>
    public required bool BodyReceived { get; init; }

    /// <summary>How many bytes of the body were received.</summary>
    public required long BodyLength { get; init; }

    /// <summary>The status code of the answer, or 0 if the connection was cut before it.</summary>
    public required int Status { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }
}
