using System.Collections;
using System.Globalization;
using System.Management.Automation;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>Reads a backup back from an object: also one that went through Export-Clixml, ConvertTo-Json or Export-Csv.</summary>
internal static class BackupArgument
{
    /// <summary>Reads it.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidBackup"/>.</exception>
    public static MhsmStoredBackup Parse(PSObject input)
    {
        if (input.BaseObject is MhsmStoredBackup backup) return backup;
        string? folder = Text(input, "BackupFolder"), container = Text(input, "ContainerUri");
        if (folder is null || container is null || !Uri.TryCreate(container, UriKind.Absolute, out _) || !BackupFolderName.TryParse(folder, out BackupFolderName? name))
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidBackup,
                $"A {input.TypeNames.FirstOrDefault() ?? "value"} is no backup: BackupFolder, like mhsm-contoso-hsm-2026112316180860, and ContainerUri must be there. Pipe what Get-MhsmBackup returns.");
        }

        ContainerAddress address = ContainerAddress.Parse(container, out _);
        return new MhsmStoredBackup
        {
            HsmName = name!.HsmName,
            Time = name.Time,
            Age = DateTime.UtcNow - name.Time,
            State = Enum.TryParse(Text(input, "State"), ignoreCase: true, out MhsmBackupState state) ? state : MhsmBackupState.Unchecked,
            Problems = Problems(Value(input, "Problems")),
            BlobCount = (int?)Number(input, "BlobCount"),
            Size = Number(input, "Size"),
            LastModified = Time(input, "LastModified"),
            ImmutableUntil = Time(input, "ImmutableUntil"),
            HasLegalHold = bool.TryParse(Text(input, "HasLegalHold"), out bool isHeld) ? isHeld : null,
            BackupFolder = folder,
            ContainerUri = address.Uri,
            BackupUri = address.At(folder),
        };
    }

    private static string[] Problems(object? value) => value switch
    {
        string text => text.Length == 0 ? [] : [Redaction.OfText(text)],
        IEnumerable list => [.. list.Cast<object?>().Select(item => Redaction.OfText(item?.ToString() ?? string.Empty))],
        _ => [],
    };

    private static long? Number(PSObject input, string name) => long.TryParse(Text(input, name), NumberStyles.Integer, CultureInfo.InvariantCulture, out long number) ? number : null;

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
        return value is PSObject wrapped ? wrapped.BaseObject : value;
    }
}
