using System.Collections;
using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Jobs;
using MhsmBackup.Service;

namespace MhsmBackup.Pipeline;

/// <summary>
/// Takes a job back from what it became on its way: itself, an object out of Import-Clixml, ConvertFrom-Json, Import-Csv
/// or a remote session, or a hashtable. HSM, job id and operation are needed; the rest is kept where it is there.
/// </summary>
internal static class JobArgument
{
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidJob"/>, or what is wrong with one of its parts.</exception>
    public static MhsmJob Parse(object? input, ManagedHsmCloud? cloud)
    {
        object? plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        if (plain is MhsmJob job) return job;
        if (plain is null or string || plain.GetType().IsPrimitive) throw Invalid(plain, "it is a plain value");

        string? address = Text("HsmUri");
        if (string.IsNullOrEmpty(address)) address = Text("HsmName");
        if (string.IsNullOrEmpty(address)) throw Invalid(plain, "it has neither HsmUri nor HsmName");
        if (Get("Operation") is not object operation) throw Invalid(plain, "it has no Operation (Backup, Restore or SelectiveKeyRestore)");

        ManagedHsmAddress hsm = ManagedHsmAddress.Parse(address, cloud);
        return new MhsmJob
        {
            HsmUri = hsm.Uri,
            HsmName = hsm.Name,
            JobId = MhsmJobId.Parse(Text("JobId")),
            Operation = ParseOperation(operation),
            Status = Text("Status") is { Length: > 0 } status ? status : MhsmJobStatus.InProgress,
            StatusDetails = Text("StatusDetails"),
            StartTime = Time("StartTime"),
            EndTime = Time("EndTime"),
            Duration = Time("StartTime") is DateTime start && Time("EndTime") is DateTime end ? end - start : null,
            BackupUri = Uri.TryCreate(Text("BackupUri"), UriKind.Absolute, out Uri? uri) ? uri : null,
            BackupFolder = Text("BackupFolder"),
            KeyName = Text("KeyName"),
            Error = ParseError(Get("Error")),
        };

        object? Get(string name) => Property(input!, name);
        string? Text(string name) => Get(name) is object value ? LanguagePrimitives.ConvertTo<string>(value) : null;
        DateTime? Time(string name) => ParseTime(Get(name));
    }

    private static object? Property(object input, string name)
    {
        object plain = input is PSObject wrapped ? wrapped.BaseObject : input;
        object? value = plain is IDictionary dictionary ? dictionary[name] : PSObject.AsPSObject(input).Properties[name]?.Value;
        return value is PSObject { BaseObject: string text } ? text : value;
    }

    private static MhsmOperation ParseOperation(object value) =>
        LanguagePrimitives.TryConvertTo(value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value, CultureInfo.InvariantCulture, out MhsmOperation operation)
        && Enum.IsDefined(typeof(MhsmOperation), operation)
            ? operation
            : throw new MhsmInputException(
                MhsmErrorId.InvalidJob,
                $"'{value}' is not an operation. Give one of {string.Join(", ", Enum.GetNames(typeof(MhsmOperation)))}.");

    private static DateTime? ParseTime(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return plain switch
        {
            DateTime time => time.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : time.ToUniversalTime(),
            DateTimeOffset time => time.UtcDateTime,
            string text when DateTime.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTime time) => time,
            _ => null,
        };
    }

    private static MhsmServiceError? ParseError(object? value)
    {
        if (value is PSObject { BaseObject: MhsmServiceError wrapped }) return wrapped;
        if (value is MhsmServiceError known) return known;
        if (value is null or string) return null;
        string? code = Property(value, "Code")?.ToString(), message = Property(value, "Message")?.ToString();
        MhsmServiceError? inner = ParseError(Property(value, "InnerError"));
        return code is null && message is null && inner is null ? null : new MhsmServiceError { Code = code, Message = message, InnerError = inner };
    }

    private static MhsmInputException Invalid(object? input, string why) => new(
        MhsmErrorId.InvalidJob,
        $"An object of type {input?.GetType().Name ?? "null"} is not a job: {why}. Give what Start-MhsmBackup, Start-MhsmRestore, Restore-MhsmKey or Get-MhsmJob returned, "
        + "or -HsmName, -JobId and -Operation.");
}
