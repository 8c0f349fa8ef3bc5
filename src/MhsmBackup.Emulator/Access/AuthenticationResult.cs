namespace MhsmBackup.Emulator.Access;

/// <summary>A caller, or the challenge that is answered in place of one.</summary>
internal sealed record AuthenticationResult(Caller? Caller, string? Challenge);
