using MhsmBackup.Reports;
using MhsmBackup.Restores;
using MhsmBackup.Storage;

namespace MhsmBackup.Pipeline;

/// <summary>Asks for a full restore in words: which HSM, which backup, how old, and what becomes of the keys.</summary>
internal static class RestoreQuestion
{
    /// <summary>What is to be done.</summary>
    /// <param name="plan">The restore.</param>
    /// <param name="backup">The backup in words.</param>
    public static string ActionOf(FullRestorePlan plan, string backup) =>
        $"Restore {plan.Hsm.Uri} in full from {backup}{(plan.Safety is null ? string.Empty : $", after a full backup of it into {plan.Safety.Container.FolderUri}")}";

    /// <summary>The question.</summary>
    public static string Of(FullRestorePlan plan, string action, RestoreFindings findings, DateTime utcNow)
    {
        List<string> lines =
        [
            $"{action}?",
            $"Everything that {plan.Hsm.Name} holds now is wiped: keys, versions, attributes, tags and role assignments. They return to their state in the backup.",
        ];
        lines.Add(BackupFolderName.TryParse(plan.Backup.Container.Folder, out BackupFolderName? name)
            ? $"The backup is {ReportWords.Duration(utcNow - name!.Time)} old: keys made or changed after {UtcText.Show(name.Time)} are lost."
            : "Keys made or changed since the backup are lost.");
        if (findings.SafetyBackup is MhsmStoredBackup found) lines.Add($"Its full backup {found.BackupFolder}, taken {UtcText.Show(found.Time)}, is the way back.");
        else if (plan.Safety is not null) lines.Add("The full backup that is taken first is the way back.");
        lines.Add("Until the restore ends, the HSM serves nobody.");
        return string.Join(Environment.NewLine, lines);
    }
}
