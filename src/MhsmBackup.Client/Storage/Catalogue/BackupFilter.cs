using System.Text.RegularExpressions;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>Which backups are looked for.</summary>
public sealed class BackupFilter
{
    private static readonly char[] Wildcards = ['*', '?', '['];

    /// <summary>Everything.</summary>
    public static BackupFilter None { get; } = new();

    /// <summary>Names of HSMs, with the wildcards of PowerShell (* ? [a-z]); empty for all.</summary>
    public IReadOnlyList<string> HsmNames { get; init; } = [];

    /// <summary>Only backups started at this time or later, in UTC.</summary>
    public DateTime? After { get; init; }

    /// <summary>Only backups started at this time or earlier, in UTC.</summary>
    public DateTime? Before { get; init; }

    /// <summary>Whether folders that are no backups are looked into.</summary>
    public bool IsRecursive { get; init; }

    /// <summary>Whether a backup's name passes.</summary>
    /// <param name="name">The name.</param>
    public bool Passes(BackupFolderName name) =>
        (After is not DateTime after || name.Time >= after)
        && (Before is not DateTime before || name.Time <= before)
        && (HsmNames.Count == 0 || HsmNames.Any(pattern => Matches(pattern, name.HsmName)));

    /// <summary>What the names that pass begin with: storage sorts and skips by it. One for each pattern, none within another.</summary>
    internal IReadOnlyList<string> Prefixes()
    {
        string[] all = [.. HsmNames.Select(PrefixOf).Distinct(StringComparer.Ordinal)];
        string[] outermost = [.. all.Where(prefix => !all.Any(other => other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)))];
        return IsRecursive || outermost.Length == 0 ? [string.Empty] : outermost;
    }

    // A name without wildcards ends before the hyphen of the time. Case counts in storage, and not in an HSM's name.
    private static string PrefixOf(string pattern)
    {
        int wildcard = pattern.IndexOfAny(Wildcards);
        string fixedPart = wildcard < 0 ? pattern + "-" : pattern.Substring(0, wildcard);
        return "mhsm-" + string.Concat(fixedPart.TakeWhile(c => !char.IsLetter(c) || char.IsLower(c)));
    }

    private static bool Matches(string pattern, string name) => Regex.IsMatch(
        name,
        "^" + Regex.Replace(pattern, @"\[(?<set>[^\]]+)\]|\*|\?|[^*?\[]+|\[", Translate) + "$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    private static string Translate(Match part) => part.Value switch
    {
        "*" => ".*",
        "?" => ".",
        _ when part.Groups["set"].Success => "[" + part.Groups["set"].Value.Replace(@"\", @"\\").Replace("^", @"\^") + "]",
        _ => Regex.Escape(part.Value),
    };
}
