using System.Text.RegularExpressions;
using MhsmBackup.Errors;
using MhsmBackup.Secrets;

namespace MhsmBackup.Storage.Catalogue;

/// <summary>Which backups are looked for.</summary>
public sealed class BackupFilter
{
    private static readonly char[] Wildcards = ['*', '?', '['];

    private readonly IReadOnlyList<string> _hsmNames = [];
    private readonly IReadOnlyList<Regex> _patterns = [];

    /// <summary>Everything.</summary>
    public static BackupFilter None { get; } = new();

    /// <summary>Names of HSMs, with the wildcards of PowerShell (* ? [a-z]); empty for all.</summary>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidHsmName"/>: a set of characters is none, like [z-a].</exception>
    public IReadOnlyList<string> HsmNames
    {
        get => _hsmNames;
        init
        {
            _hsmNames = value;
            _patterns = [.. value.Select(PatternOf)];
        }
    }

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
        && (HsmNames.Count == 0 || _patterns.Any(pattern => pattern.IsMatch(name.HsmName)));

    /// <summary>What the names that pass begin with: storage sorts and skips by it. Two for each pattern, none within another.</summary>
    internal IReadOnlyList<string> Prefixes()
    {
        string[] all = [.. HsmNames.SelectMany(PrefixesOf).Distinct(StringComparer.Ordinal).OrderBy(prefix => prefix, StringComparer.Ordinal)];
        string[] outermost = [.. all.Where(prefix => !all.Any(other => other.Length < prefix.Length && prefix.StartsWith(other, StringComparison.Ordinal)))];
        return IsRecursive || outermost.Length == 0 ? [string.Empty] : outermost;
    }

    // Case counts in storage, and not in an HSM's name: a folder has the name as the HSM was once given it. So storage is asked for
    // what begins with the first letter, small and capital, and the names are compared here. More letters would double the
    // requests each, and a request lists 5,000 folders.
    private static IEnumerable<string> PrefixesOf(string pattern)
    {
        const string Start = "mhsm-";
        int wildcard = pattern.IndexOfAny(Wildcards);
        string name = wildcard < 0 ? pattern + "-" : pattern.Substring(0, wildcard);
        string digits = string.Concat(name.TakeWhile(c => c is '-' or (>= '0' and <= '9')));
        if (digits.Length == name.Length || name[digits.Length] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))) return [Start + digits];
        char letter = name[digits.Length];
        return [Start + digits + char.ToUpperInvariant(letter), Start + digits + char.ToLowerInvariant(letter)];
    }

    private static Regex PatternOf(string pattern)
    {
        try
        {
            return new Regex(
                "^" + Regex.Replace(pattern, @"\[(?<set>[^\]]+)\]|\*|\?|[^*?\[]+|\[", Translate) + "$",
                RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            throw new MhsmInputException(
                MhsmErrorId.InvalidHsmName,
                $"'{Redaction.OfText(pattern)}' is no pattern for the names of HSMs: what stands in brackets is no set of characters. Give one like [a-c]*, the smaller character first.");
        }
    }

    private static string Translate(Match part) => part.Value switch
    {
        "*" => ".*",
        "?" => ".",
        _ when part.Groups["set"].Success => "[" + part.Groups["set"].Value.Replace(@"\", @"\\").Replace("^", @"\^").Replace("[", @"\[") + "]",
        _ => Regex.Escape(part.Value),
    };
}
