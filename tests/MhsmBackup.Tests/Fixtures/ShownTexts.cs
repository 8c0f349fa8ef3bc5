using System.Management.Automation;
using MhsmBackup.Rehearsal.Engine;

namespace MhsmBackup.Tests.Fixtures;

/// <summary>All that a session has shown or given: every stream, what the host drew, every object and error to its depth.</summary>
internal static class ShownTexts
{
    public static string[] Of(PowerShellSession session, SessionResult result) =>
    [
        .. result.Verbose, .. result.Debug, .. result.Warnings, .. result.Information, .. session.Host.Record.Lines, .. session.Host.Record.Prompts,
        .. result.Progress.Select(record => $"{record.Activity} {record.StatusDescription} {record.CurrentOperation}"),
        .. result.Output.Select(item => PSSerializer.Serialize(item, 5)),
        .. result.Errors.Select(Everything),
    ];

    public static void AssertWithout(IEnumerable<string> secrets, IReadOnlyList<string> shown)
    {
        foreach (string secret in secrets)
        {
            Assert.DoesNotContain(shown, text => text.Contains(secret, StringComparison.Ordinal) || text.Contains(Uri.UnescapeDataString(secret), StringComparison.Ordinal));
        }
    }

    // The command's own text is the user's, and in these tests it holds variables alone; everything else of the record must be clean.
    private static string Everything(ErrorRecord error) => string.Join(
        '\n',
        error.ToString(),
        error.Exception.ToString(),
        error.TargetObject,
        error.CategoryInfo,
        error.ErrorDetails,
        error.ScriptStackTrace,
        PSSerializer.Serialize(error.InvocationInfo?.BoundParameters, 5),
        PSSerializer.Serialize(error.TargetObject, 5));
}
