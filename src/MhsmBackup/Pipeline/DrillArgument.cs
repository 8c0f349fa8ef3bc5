using System.Collections;
using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Restores;
using MhsmBackup.Secrets;

namespace MhsmBackup.Pipeline;

/// <summary>Reads a drill's result back from an object: also one that went through Export-Clixml or ConvertTo-Json.</summary>
internal static class DrillArgument
{
    /// <summary>Reads it.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidDrill"/>.</exception>
    public static MhsmRestoreDrill Parse(PSObject input)
    {
        if (input.BaseObject is MhsmRestoreDrill drill) return drill;
        if (Text(input, "HsmName") is not string hsm || Text(input, "DestinationHsm") is not string destination || Time(input, "StartTime") is not DateTime start)
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidDrill,
                $"A {input.TypeNames.FirstOrDefault() ?? "value"} is no result of a restore drill: HsmName, DestinationHsm and StartTime must be there. Give what Invoke-MhsmRestoreDrill returns.");
        }

        DateTime? backupTime = Time(input, "BackupTime");
        return new MhsmRestoreDrill
        {
            HsmName = hsm,
            DestinationHsm = destination,
            Succeeded = bool.TryParse(Text(input, "Succeeded"), out bool succeeded) ? succeeded : null,
            BackupFolder = Text(input, "BackupFolder"),
            BackupUri = Uri.TryCreate(Text(input, "BackupUri"), UriKind.Absolute, out Uri? uri) ? new Uri(uri.GetLeftPart(UriPartial.Path)) : null,
            BackupTime = backupTime,
            BackupAge = start - backupTime,
            JobId = Text(input, "JobId"),
            StartTime = start,
            EndTime = Time(input, "EndTime") ?? start,
            RestoreDuration = Span(input, "RestoreDuration"),
            VerifyDuration = Span(input, "VerifyDuration"),
            KeysExpected = Number(input, "KeysExpected"),
            KeysFound = Number(input, "KeysFound"),
            MissingKeys = Names(input, "MissingKeys"),
            DifferentKeys = Names(input, "DifferentKeys"),
            NewerThanBackup = Number(input, "NewerThanBackup"),
            Problem = Redaction.OfOptionalText(Text(input, "Problem")),
        };
    }

    private static string[] Names(PSObject input, string name) => Value(input, name) switch
    {
        string text => text.Length == 0 ? [] : [text],
        IEnumerable list => [.. list.Cast<object?>().Select(item => item?.ToString() ?? string.Empty)],
        _ => [],
    };

    private static int? Number(PSObject input, string name) => int.TryParse(Text(input, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;

    // JSON has a time span as an object with its ticks.
    private static TimeSpan? Span(PSObject input, string name) => Value(input, name) switch
    {
        TimeSpan span => span,
        string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => span,
        object other when long.TryParse(Convert.ToString(PSObject.AsPSObject(other).Properties["Ticks"]?.Value, CultureInfo.InvariantCulture), NumberStyles.Integer, CultureInfo.InvariantCulture, out long ticks) => TimeSpan.FromTicks(ticks),
        _ => null,
    };

    private static DateTime? Time(PSObject input, string name) => Value(input, name) switch
    {
        DateTime time => time.ToUniversalTime(),
        string text when DateTime.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime time) => time,
        _ => null,
    };

    private static string? Text(PSObject input, string name) => Value(input, name) is object value ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;

    private static object? Value(PSObject input, string name)
    {
        object? value = input.BaseObject is IDictionary dictionary ? dictionary[name] : input.Properties[name]?.Value;
        return value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
    }
}
