namespace MhsmBackup.Rehearsal.Scripts;

/// <summary>A statement of a script, with the comment above it.</summary>
/// <param name="Comment">The comment's lines without their number signs.</param>
/// <param name="Text">The statement as it stands in the script.</param>
/// <param name="Command">The name of its command, if it is one.</param>
public sealed record ScriptStatement(IReadOnlyList<string> Comment, string Text, string? Command);
