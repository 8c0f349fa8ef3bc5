namespace MhsmBackup.Emulator.Hosting;

/// <summary>An answer that is not written yet, so that a fault can still keep it back or spoil it.</summary>
internal sealed record HsmAnswer(int Status, byte[]? Body = null)
{
    /// <summary>The start of a job: the caller is told where its status is.</summary>
    public string? OperationLocation { get; init; }

    public int? RetryAfter { get; init; }

    public string? Challenge { get; init; }
}
