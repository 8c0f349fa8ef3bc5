using MhsmBackup.Errors;

namespace MhsmBackup.Storage;

/// <summary>Something that keeps a SAS token from serving, or may do so.</summary>
/// <param name="ErrorId">The <see cref="MhsmErrorId"/> of the refusal; null for a warning.</param>
/// <param name="Words">What it is and what to do.</param>
internal sealed record SasFinding(string? ErrorId, string Words)
{
    /// <summary>Whether the token is refused for it before any call.</summary>
    public bool Refuses => ErrorId is not null;

    public MhsmInputException ToException() => new(ErrorId!, Words);
}
