using System.Globalization;
using System.Text.RegularExpressions;

namespace MhsmBackup.Storage;

/// <summary>
/// The name that the service gives to a backup's folder: <c>mhsm-{HSM name}-{UTC time}</c>. The documentation says
/// yyyyMMddHHmmss; real folders have two digits more, for hundredths of a second. Both are read.
/// </summary>
public sealed class BackupFolderName
{
    private static readonly Regex Form = new("^mhsm-(?<name>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)-(?<time>[0-9]{14}(?:[0-9]{2})?)$", RegexOptions.CultureInvariant);

    private BackupFolderName(string text, string hsmName, DateTime time)
    {
        Text = text;
        HsmName = hsmName;
        Time = time;
    }

    /// <summary>The folder's name as it stands in the container.</summary>
    public string Text { get; }

    /// <summary>The HSM that was backed up; the name may hold hyphens.</summary>
    public string HsmName { get; }

    /// <summary>When the backup was started, in UTC; to the hundredth of a second where the name tells it.</summary>
    public DateTime Time { get; }

    /// <summary>Reads the last segment of a folder's path.</summary>
    /// <param name="folder">A folder's name, or a path that ends in one.</param>
    /// <param name="name">What the name says, or null when it does not follow the rule.</param>
    public static bool TryParse(string? folder, out BackupFolderName? name)
    {
        name = null;
        string last = (folder ?? string.Empty).TrimEnd('/');
        last = last.Substring(last.LastIndexOf('/') + 1);
        Match match = Form.Match(last);
        if (!match.Success) return false;

        string digits = match.Groups["time"].Value;
        string format = digits.Length == 16 ? "yyyyMMddHHmmssff" : "yyyyMMddHHmmss";
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTime.TryParseExact(digits, format, CultureInfo.InvariantCulture, Utc, out DateTime time)) return false;

        name = new BackupFolderName(last, match.Groups["name"].Value, time);
        return true;
    }

    /// <summary>The folder's name.</summary>
    public override string ToString() => Text;
}
