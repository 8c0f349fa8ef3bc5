using System.Globalization;
using MhsmBackup.Errors;
using MhsmBackup.Storage;
using MhsmBackup.Storage.Retention;

namespace MhsmBackup.Tests.Storage;

/// <summary>Which backups a policy keeps. A backup is written as its time; behind it P: partial, R: removal begun, W: written just now, U: not looked at, H: held.</summary>
public sealed class RetentionPlanTests
{
    private static readonly DateTime Now = Utc("2026-11-24 12:00");

    public static TheoryData<string, string, string> Policies => new()
    {
        // policy, backups, those that are kept
        { "Last 2", "11-24 10:00, 11-23 10:00, 11-22 10:00", "11-24 10:00, 11-23 10:00" },
        { "Last 9", "11-24 10:00, 11-23 10:00", "11-24 10:00, 11-23 10:00" },
        { "Last 1", "", "" },
        // Several a day: the newest of each; the oldest stays while the rule has some left.
        { "Daily 2", "11-24 10:00, 11-24 09:00, 11-23 23:59, 11-23 00:00, 11-22 10:00", "11-24 10:00, 11-23 23:59" },
        { "Daily 3", "11-24 10:00, 11-24 09:00, 11-23 23:59, 11-23 00:00", "11-24 10:00, 11-23 23:59, 11-23 00:00" },
        // Midnight parts the days, and a gap does not count.
        { "Daily 2", "11-24 00:00, 11-23 23:59, 11-01 10:00", "11-24 00:00, 11-23 23:59" },
        { "Daily 2", "11-24 10:00, 11-10 10:00, 11-01 10:00", "11-24 10:00, 11-10 10:00" },
        // A week is from Monday to Sunday: 2026-11-23 is a Monday.
        { "Weekly 2", "11-24 10:00, 11-23 00:00, 11-22 23:59, 11-16 10:00, 11-15 10:00", "11-24 10:00, 11-22 23:59" },
        // The days around a new year are of one week: 2026-W01 is from 2025-12-29 to 2026-01-04.
        { "Weekly 2", "2026-01-05 10:00, 2026-01-01 10:00, 2025-12-29 10:00, 2025-12-28 10:00", "2026-01-05 10:00, 2026-01-01 10:00" },
        // 2020 has a week 53, to which 2021-01-03 belongs.
        { "Weekly 2", "2021-01-04 10:00, 2021-01-03 10:00, 2020-12-28 10:00, 2020-12-27 10:00", "2021-01-04 10:00, 2021-01-03 10:00" },
        { "Monthly 2", "11-01 00:00, 10-31 23:59, 10-01 00:00, 09-30 10:00", "11-01 00:00, 10-31 23:59" },
        { "Monthly 3", "2024-03-01 00:00, 2024-02-29 10:00, 2024-02-28 10:00, 2024-01-31 10:00, 2024-01-30 10:00", "2024-03-01 00:00, 2024-02-29 10:00, 2024-01-31 10:00" },
        // The same month of two years is two months.
        { "Monthly 2", "11-20 10:00, 2025-11-20 10:00, 2025-11-19 10:00", "11-20 10:00, 2025-11-20 10:00" },
        { "Yearly 2", "2026-01-01 00:00, 2025-12-31 23:59, 2025-01-01 10:00, 2024-06-01 10:00", "2026-01-01 00:00, 2025-12-31 23:59" },
        // Each rule counts for itself.
        { "Daily 2, Monthly 2", "11-24 10:00, 11-23 10:00, 11-22 10:00, 10-31 10:00, 10-30 10:00", "11-24 10:00, 11-23 10:00, 10-31 10:00" },
        { "Daily 1, Weekly 1, Yearly 1", "11-24 10:00, 11-23 10:00", "11-24 10:00" },
        // A partial one takes no place, and the next complete one gets it. Young ones stay.
        { "Daily 1", "11-22 11:00 P, 11-22 10:00, 11-21 10:00", "11-22 10:00" },
        { "Last 1", "11-24 11:00 P, 11-22 10:00, 11-21 10:00", "11-24 11:00 P, 11-22 10:00" },
        { "Last 5", "11-23 12:00 P, 11-23 12:01 P, 11-22 10:00", "11-23 12:01 P, 11-22 10:00" },
        { "Last 5", "11-24 11:00 R, 11-22 10:00", "11-22 10:00" },
        { "Last 1", "11-24 11:50 W, 11-22 10:00, 11-21 10:00", "11-24 11:50 W, 11-22 10:00" },
        { "Last 1", "11-23 10:00 U, 11-22 10:00, 11-21 10:00", "11-23 10:00 U, 11-22 10:00" },
        { "Last 1", "11-24 10:00, 11-23 10:00 H, 11-22 10:00", "11-24 10:00, 11-23 10:00 H" },
        // All partial: nothing is the newest complete one, and nothing counts.
        { "Last 5", "11-20 10:00 P, 11-19 10:00 P", "" },
        // By age: exactly as old is not older; the newest complete one stays, however old.
        { "OlderThan 2", "11-24 10:00, 11-22 12:00, 11-22 11:59", "11-24 10:00, 11-22 12:00" },
        { "OlderThan 2", "10-02 10:00, 10-01 10:00", "10-02 10:00" },
        { "OlderThan 2", "11-24 11:50 W, 10-02 10:00, 10-01 10:00", "11-24 11:50 W, 10-02 10:00" },
        // With rules: what is older and not kept.
        { "Monthly 2, OlderThan 2", "11-24 10:00, 11-23 10:00, 11-10 10:00, 10-05 10:00, 10-04 10:00", "11-24 10:00, 11-23 10:00, 10-05 10:00" },
        // One that storage's clock puts into the future may still be being written.
        { "Last 1", "11-25 10:00 W, 11-24 10:00, 11-23 10:00", "11-25 10:00 W, 11-24 10:00" },
        // One that is more than a day ahead is kept, takes no place, and is not the newest complete one.
        { "Last 1", "2062-01-01 00:00, 11-24 10:00, 11-23 10:00", "2062-01-01 00:00, 11-24 10:00" },
        { "Yearly 1, OlderThan 2", "2062-01-01 00:00, 11-20 10:00, 11-19 10:00", "2062-01-01 00:00, 11-20 10:00" },
        { "Last 1", "2062-01-01 00:00 P, 11-20 10:00", "2062-01-01 00:00 P, 11-20 10:00" },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_policy_keeps(string policy, string backups, string kept)
    {
        MhsmStoredBackup[] all = [.. Split(backups).Select(Backup)];
        // The order in which they come is of no matter.
        foreach (MhsmStoredBackup[] order in new[] { all, [.. all.Reverse()] })
        {
            IReadOnlyList<MhsmRemovalPlan> plan = RetentionPlan.For(Policy(policy), order, Now);
            Assert.Equal(all.Length, plan.Count);
            Assert.Equal(plan.OrderByDescending(item => item.Time), plan);
            Assert.Equal(Split(kept).Select(TimeOf).Order(), plan.Where(item => item.Action == MhsmRemovalAction.Keep).Select(item => item.Time).Order());
            Assert.All(plan, item => Assert.NotEmpty(item.Reason));
        }
    }

    [Theory]
    [InlineData("Daily 7, Weekly 4", "11-24 10:00, 11-23 10:00, 11-22 10:00", "newest complete backup; KeepDaily 1 of 7 (2026-11-24); KeepWeekly 1 of 4 (2026-W48)|KeepDaily 2 of 7 (2026-11-23)|KeepDaily 3 of 7 (2026-11-22); KeepWeekly 2 of 4 (2026-W47)")]
    [InlineData("Last 1, Monthly 3, Yearly 1", "11-24 10:00, 11-23 10:00", "newest complete backup; KeepLast 1 of 1; KeepMonthly 1 of 3 (2026-11); KeepYearly 1 of 1 (2026)|KeepMonthly 2 of 3 (the oldest)")]
    [InlineData("Last 1", "11-24 10:00, 11-23 10:00", "newest complete backup; KeepLast 1 of 1|kept by no rule")]
    [InlineData("OlderThan 1", "11-24 10:00, 11-23 13:00, 11-22 10:00", "newest complete backup|not older than 1 day|older than 1 day")]
    [InlineData("Last 1, OlderThan 30", "11-24 10:00, 10-01 10:00", "newest complete backup; KeepLast 1 of 1|older than 30 days, and kept by no rule")]
    [InlineData("Last 1", "11-24 11:50 W, 11-24 11:00 P, 11-20 10:00 P", "may still be being written: a blob is of 2026-11-24 11:50:00Z|not complete, and may still be being written: younger than 24 hours|not complete, and older than 24 hours")]
    [InlineData("Last 1", "2062-01-01 00:00, 11-25 12:01, 11-25 12:00, 11-24 10:00", "its time is in the future|its time is in the future|newest complete backup; KeepLast 1 of 1|kept by no rule")]
    [InlineData("Last 1", "11-24 10:00, 11-23 10:00 H, 11-22 10:00 R", "newest complete backup; KeepLast 1 of 1|under a legal hold|its removal had begun")]
    public void A_plan_says_why(string policy, string backups, string reasons) =>
        Assert.Equal(reasons.Split('|'), RetentionPlan.For(Policy(policy), Split(backups).Select(Backup), Now).Select(item => item.Reason));

    [Fact]
    public void Of_two_backups_of_one_time_one_is_kept_and_it_is_always_the_same()
    {
        MhsmStoredBackup a = Backup("11-24 10:00") with { BackupFolder = "a/mhsm-x" }, b = a with { BackupFolder = "b/mhsm-x" };
        foreach (MhsmStoredBackup[] order in new[] { new[] { a, b }, [b, a] })
        {
            IReadOnlyList<MhsmRemovalPlan> plan = RetentionPlan.For(Policy("Last 1"), order, Now);
            Assert.Equal("b/mhsm-x", Assert.Single(plan, item => item.Action == MhsmRemovalAction.Keep).BackupFolder);
        }
    }

    [Fact]
    public void A_removal_that_has_just_begun_is_finished_though_its_mark_was_just_written() =>
        Assert.Equal(MhsmRemovalAction.Remove, Assert.Single(RetentionPlan.For(Policy("Last 1"), [Backup("11-24 11:59 R") with { LastModified = Now }], Now)).Action);

    [Fact]
    public void A_backup_is_quiet_after_fifteen_minutes()
    {
        MhsmStoredBackup written = Backup("11-24 10:00");
        Assert.True((written with { LastModified = Now.AddMinutes(-15).AddSeconds(1) }).IsBeingWritten(Now));
        Assert.False((written with { LastModified = Now.AddMinutes(-15) }).IsBeingWritten(Now));
    }

    [Fact]
    public void A_held_backup_is_tried_again_when_its_time_is_over()
    {
        MhsmStoredBackup newest = Backup("11-24 10:00"), old = Backup("11-20 10:00");
        Assert.Equal("under a retention policy until 2026-11-25 12:00:00Z", RetentionPlan.For(Policy("Last 1"), [newest, old with { ImmutableUntil = Now.AddDays(1) }], Now)[1].Reason);
        Assert.Equal(MhsmRemovalAction.Remove, RetentionPlan.For(Policy("Last 1"), [newest, old with { ImmutableUntil = Now }], Now)[1].Action);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Daily 0")]
    [InlineData("Last 1, Weekly -1")]
    [InlineData("OlderThan 0")]
    [InlineData("OlderThan -1")]
    public void A_policy_that_says_nothing_is_refused(string policy) =>
        Assert.Equal(MhsmErrorId.InvalidRetention, Assert.Throws<MhsmInputException>(() => Policy(policy)).ErrorId);

    private static RetentionPolicy Policy(string text)
    {
        (string Name, int Number)[] parts = [.. Split(text).Select(part => (part.Split(' ')[0], int.Parse(part.Split(' ')[1], CultureInfo.InvariantCulture)))];
        int[] ages = [.. parts.Where(part => part.Name == "OlderThan").Select(part => part.Number)];
        return new RetentionPolicy(
            [.. parts.Where(part => part.Name != "OlderThan").Select(part => new RetentionRule(Enum.Parse<RetentionPeriod>(part.Name), part.Number))],
            ages.Length == 0 ? null : TimeSpan.FromDays(ages[0]));
    }

    private static MhsmStoredBackup Backup(string text)
    {
        DateTime time = TimeOf(text);
        char kind = text[^1];
        string folder = $"mhsm-x-{time:yyyyMMddHHmmss}";
        return new MhsmStoredBackup
        {
            HsmName = "x",
            Time = time,
            Age = Now - time,
            State = kind switch { 'P' or 'R' => MhsmBackupState.Partial, 'U' => MhsmBackupState.Unchecked, _ => MhsmBackupState.Complete },
            IsBeingRemoved = kind == 'R',
            LastModified = kind == 'W' ? time : (time < Now ? time : Now).AddHours(-2),
            HasLegalHold = kind == 'H',
            BackupFolder = folder,
            ContainerUri = new Uri("https://contosobackup.blob.core.windows.net/hsm"),
            BackupUri = new Uri("https://contosobackup.blob.core.windows.net/hsm/" + folder),
        };
    }

    private static DateTime TimeOf(string text)
    {
        string time = char.IsLetter(text[^1]) ? text[..^2] : text;
        return Utc(time.Length == 11 ? "2026-" + time : time);
    }

    private static DateTime Utc(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    private static string[] Split(string text) => text.Split(", ", StringSplitOptions.RemoveEmptyEntries);
}
