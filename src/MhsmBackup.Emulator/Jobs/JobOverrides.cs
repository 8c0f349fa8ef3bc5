namespace MhsmBackup.Emulator.Jobs;

/// <summary>What injected faults make of a job.</summary>
/// <param name="Status">The status word that it shows in place of the true one, if any.</param>
/// <param name="StatusDetails">The statusDetails that go with it.</param>
/// <param name="Duration">How long it takes, in place of the HSM's setting.</param>
/// <param name="TerminalAtOnce">Whether the start's own answer is already the end.</param>
internal sealed record JobOverrides(string? Status = null, string? StatusDetails = null, TimeSpan? Duration = null, bool TerminalAtOnce = false);
