using System.Globalization;

namespace MhsmBackup.Storage;

/// <summary>Times of UTC in messages, to the second and the same in every culture.</summary>
internal static class UtcText
{
    public static string Show(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
