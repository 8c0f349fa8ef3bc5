using MhsmBackup.Errors;
using Mode = MhsmBackup.Restores.RestoreMode;

namespace MhsmBackup.Tests.Restores.RestoreMode;

/// <summary>The words of the refusal are not published: each likely form is known, and nothing else is taken for it.</summary>
public sealed class RefusalWordsTests
{
    [Theory]
    [InlineData(503, "RestoreInProgress", "A full restore is in progress. Only its status can be read until it has ended.")]
    [InlineData(409, "Conflict", "The HSM is in restore mode.")]
    [InlineData(423, "Locked", "HSM in RestoreMode; data plane is disabled")]
    [InlineData(403, "Forbidden", "The pool is being restored.")]
    [InlineData(409, "Conflict", "Restore operation is already in progress")]
    [InlineData(500, null, "A restoration is currently in-progress on this HSM")]
    [InlineData(503, "RestoreMode", null)]
    public void Restore_mode_is_known(int status, string? code, string? message) => Assert.True(Mode.IsMeant(status, Error(code, message)));

    [Theory]
    [InlineData(409, "Conflict", "Another restore operation is in progress.")]
    [InlineData(409, "Conflict", "Another backup operation is in progress.")]
    [InlineData(409, "Conflict", "A restore cannot start while a backup is in progress.")]
    [InlineData(400, "BadParameter", "A full backup of this HSM must have completed within the last 30 minutes before it is restored.")]
    [InlineData(403, "Forbidden", "Client is not authorized to perform action 'Microsoft.KeyVault/managedHsm/restore/start/action' at scope '/'.")]
    [InlineData(404, "NotFound", "The HSM is in restore mode.")]
    [InlineData(503, "ServiceUnavailable", "The service is unavailable.")]
    public void Another_refusal_is_not_taken_for_it(int status, string? code, string? message) => Assert.False(Mode.IsMeant(status, Error(code, message)));

    [Fact]
    public void An_inner_error_may_say_it() => Assert.True(Mode.IsMeant(409, new MhsmServiceError { Code = "Conflict", InnerError = Error("RestoreInProgress", null) }));

    [Fact]
    public void An_answer_without_a_body_says_nothing() => Assert.False(Mode.IsMeant(503, error: null));

    private static MhsmServiceError Error(string? code, string? message) => new() { Code = code, Message = message };
}
