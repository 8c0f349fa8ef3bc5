using System.Globalization;

namespace MhsmBackup.Emulator.Backups;

/// <summary>The name of a backup's folder.</summary>
internal static class BackupFolder
{
    /// <summary>16 digits hold hundredths of a second, 14 do not.</summary>
    internal static string NameFor(string hsm, DateTimeOffset now, int digits) =>
        $"mhsm-{hsm}-{now.UtcDateTime.ToString(digits == 14 ? "yyyyMMddHHmmss" : "yyyyMMddHHmmssff", CultureInfo.InvariantCulture)}";
}
