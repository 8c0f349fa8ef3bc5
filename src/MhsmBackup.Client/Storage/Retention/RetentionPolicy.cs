using System.Globalization;
using MhsmBackup.Errors;

namespace MhsmBackup.Storage.Retention;

/// <summary>
/// Which backups of an HSM are to be kept: grandfather-father-son, with the rules of restic forget
/// (https://restic.readthedocs.io/en/stable/060_forget.html). A backup that one rule keeps is kept.
/// </summary>
public sealed class RetentionPolicy
{
    /// <summary>Makes a policy.</summary>
    /// <param name="rules">The rules that keep; each kind once at most.</param>
    /// <param name="olderThan">Only what is older than this is removed; null for no such limit. More than zero.</param>
    /// <exception cref="MhsmInputException"><see cref="MhsmErrorId.InvalidRetention"/>: nothing in it, or a number below 1.</exception>
    public RetentionPolicy(IReadOnlyList<RetentionRule> rules, TimeSpan? olderThan)
    {
        if (rules.Count == 0 && olderThan is null)
            throw Invalid("Nothing says which backups are to be kept. Give one or more of -KeepLast, -KeepDaily, -KeepWeekly, -KeepMonthly, -KeepYearly and -OlderThan");
        if (rules.FirstOrDefault(rule => rule.Count < 1) is RetentionRule tooFew)
            throw Invalid(string.Format(CultureInfo.InvariantCulture, "-{0} is {1}: it must be 1 or more. A rule that is not wanted is left out", tooFew.Name, tooFew.Count));
        if (olderThan <= TimeSpan.Zero)
            throw Invalid("-OlderThan must be more than nothing. Give days (30) or a TimeSpan (30.00:00:00)");
        Rules = rules;
        OlderThan = olderThan;
    }

    /// <summary>The rules that keep.</summary>
    public IReadOnlyList<RetentionRule> Rules { get; }

    /// <summary>Only what is older than this is removed, counted from now; null for no such limit.</summary>
    public TimeSpan? OlderThan { get; }

    private static MhsmInputException Invalid(string what) => new(MhsmErrorId.InvalidRetention, what + ".");
}
