namespace MhsmBackup.Storage;

/// <summary>A blob that could not be deleted.</summary>
/// <param name="Blob">The blob's name in its container.</param>
/// <param name="ErrorCode">Storage's own code, for example LeaseIdMissing; null when there was none.</param>
/// <param name="Message">Storage's own words.</param>
public sealed record MhsmRemovalFailure(string Blob, string? ErrorCode, string Message)
{
    /// <summary>The blob and the reason.</summary>
    public override string ToString() => $"{Blob}: {Message}";
}
